#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "Internal.h"

session *polytraders_ws_session_create(uint64_t id, polytraders_ws_limits limits, void *user) {
  session *created = calloc(1, sizeof *created);
  if (!created) return NULL;
  created->id = id;
  created->user = user;
  created->limits = limits;
  created->code = 1006;
  created->last = &created->first;
  return created;
}

static void free_queue(session *session) {
  while (session->first) {
    command *next = session->first->next;
    free(session->first);
    session->first = next;
  }
  session->last = &session->first;
  session->waiting = 0;
}

void polytraders_ws_session_free(session *session) {
  if (session->wsi) lws_set_opaque_user_data(session->wsi, NULL);
  free_queue(session);
  free(session->message);
  polytraders_ws_client_free(session->client);
  free(session);
}

int polytraders_ws_opened(
    polytraders_ws_service *service, session *session, const char *path) {
  session->is_open = true;
  // One that was to be closed before it was open is closed now, or cut at its deadline.
  if (!session->is_closing) session->deadline = 0;
  session->heard = polytraders_ws_now();
  service->handler(
      session->user, (polytraders_ws_event){
                       .kind = POLYTRADERS_WS_OPENED, .id = session->id,
                       .bytes = (const uint8_t *)path, .length = strlen(path)});
  if (session->first || session->is_closing) lws_callback_on_writable(session->wsi);
  return 0;
}

static int close_now(session *session, uint16_t code) {
  session->is_closing = true;
  session->code = code;
  lws_close_reason(session->wsi, code, NULL, 0);
  return -1;
}

static bool add_piece(session *session, const uint8_t *bytes, size_t length) {
  size_t needed = session->message_length + length;
  if (needed > session->message_capacity) {
    size_t capacity = session->message_capacity ? session->message_capacity : 4096;
    while (capacity < needed) capacity *= 2;
    uint8_t *grown = realloc(session->message, capacity);
    if (!grown) return false;
    session->message = grown;
    session->message_capacity = capacity;
  }
  if (length > 0) memcpy(session->message + session->message_length, bytes, length);
  session->message_length = needed;
  return true;
}

/* Memory of a large message is not kept for the next one. */
static void forget_message(session *session) {
  static const size_t kept = 64 * 1024;
  session->is_inside_message = false;
  session->message_length = 0;
  if (session->message_capacity <= kept) return;
  free(session->message);
  session->message = NULL;
  session->message_capacity = 0;
}

int polytraders_ws_received(
    polytraders_ws_service *service, session *session, const uint8_t *bytes, size_t length) {
  if (session->is_closing) return 0;
  if (lws_frame_is_binary(session->wsi)) return close_now(session, 1003);
  size_t remaining = lws_remaining_packet_payload(session->wsi);
  size_t known = session->message_length + length;
  if (known > session->limits.message_bytes || remaining > session->limits.message_bytes - known) {
    return close_now(session, 1009);
  }
  bool is_whole = lws_is_final_fragment(session->wsi) && remaining == 0;
  bool is_in_one = is_whole && !session->is_inside_message;
  session->is_inside_message = true;
  if (!is_in_one) {
    if (!add_piece(session, bytes, length)) return close_now(session, 1011);
    if (!is_whole) return 0;
    bytes = session->message;
    length = session->message_length;
  }
  service->handler(
      session->user, (polytraders_ws_event){
                       .kind = POLYTRADERS_WS_TEXT, .id = session->id, .bytes = bytes,
                       .length = length});
  forget_message(session);
  return 0;
}

int polytraders_ws_writeable(session *session) {
  while (session->first) {
    if (lws_send_pipe_choked(session->wsi)) {
      lws_callback_on_writable(session->wsi);
      return 0;
    }
    command *text = session->first;
    session->first = text->next;
    if (!session->first) session->last = &session->first;
    session->waiting -= text->length;
    int sent = lws_write(session->wsi, text->bytes + LWS_PRE, text->length, LWS_WRITE_TEXT);
    free(text);
    if (sent < 0) return -1;
  }
  if (!session->is_closing || session->is_close_sent) return 0;
  if (lws_send_pipe_choked(session->wsi)) {
    lws_callback_on_writable(session->wsi);
    return 0;
  }
  session->is_close_sent = true;
  lws_close_reason(session->wsi, session->code, session->reason, session->reason_length);
  return -1;
}

int polytraders_ws_peer_closes(session *session, const uint8_t *bytes, size_t length) {
  if (session->is_closing) return 0;
  session->is_closing = true;
  session->is_close_sent = true;
  free_queue(session);
  if (length >= 2) {
    session->code = (uint16_t)(bytes[0] << 8 | bytes[1]);
    session->reason_length = length - 2 < REASON_BYTES ? length - 2 : REASON_BYTES;
    memcpy(session->reason, bytes + 2, session->reason_length);
  } else {
    session->code = 1005;
  }
  return 0;
}

void polytraders_ws_closed(polytraders_ws_service *service, session *session) {
  polytraders_ws_end(
      service, session, POLYTRADERS_WS_CLOSED, session->code, 0, session->reason,
      session->reason_length);
}

void polytraders_ws_enqueue(session *session, command *text) {
  if (session->is_closing || (!session->is_open && session->client == NULL)) {
    free(text);
    return;
  }
  if (session->waiting + text->length > session->limits.waiting_bytes) {
    free(text);
    free_queue(session);
    polytraders_ws_begin_close(session, POLYTRADERS_WS_TRY_LATER, NULL, 0);
    return;
  }
  text->next = NULL;
  session->waiting += text->length;
  *session->last = text;
  session->last = &text->next;
  if (session->is_open) lws_callback_on_writable(session->wsi);
}

void polytraders_ws_begin_close(
    session *session, uint16_t code, const uint8_t *reason, size_t length) {
  if (session->is_closing) return;
  session->is_closing = true;
  session->code = code;
  session->reason_length = length;
  if (length > 0) memcpy(session->reason, reason, length);
  session->deadline = polytraders_ws_now() + CLOSE_MILLISECONDS;
  if (session->is_open) lws_callback_on_writable(session->wsi);
}

void polytraders_ws_kill(session *session) {
  session->is_closing = true;
  session->is_close_sent = true;
  free_queue(session);
  shutdown(lws_get_socket_fd(session->wsi), SHUT_RDWR);
  lws_set_timeout(session->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

static bool is_silent(session *session, uint64_t now) {
  if (session->limits.idle_milliseconds == 0 || !session->is_open) return false;
  struct tcp_info info;
  memset(&info, 0, sizeof info);
  socklen_t length = sizeof info;
  if (getsockopt(lws_get_socket_fd(session->wsi), IPPROTO_TCP, TCP_INFO, &info, &length) != 0) {
    return false;
  }
  if (info.tcpi_bytes_received != session->received) {
    session->received = info.tcpi_bytes_received;
    session->heard = now;
  }
  return now > session->heard && now - session->heard > session->limits.idle_milliseconds;
}

void polytraders_ws_look(polytraders_ws_service *service, session *session, uint64_t now) {
  if (session->deadline != 0 && now >= session->deadline) {
    session->deadline = 0;
    if (session->is_open) {
      polytraders_ws_kill(session);
    } else {
      polytraders_ws_client_give_up(service, session, POLYTRADERS_WS_TIMED_OUT);
    }
  } else if (!session->is_closing && is_silent(session, now)) {
    polytraders_ws_begin_close(session, 1001, NULL, 0);
  } else if (session->client) {
    polytraders_ws_client_look(session, now);
  }
}
