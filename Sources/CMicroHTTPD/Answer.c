#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "Internal.h"

/* The body of an answer that is slow or cut. */
struct slow_body {
  polytraders_http_exchange *exchange;
  uint64_t bytes_per_second;
  /* How many bytes are sent of the `length` that are announced. */
  size_t end, length;
  /* When the first byte was asked for; 0: not yet. */
  uint64_t begun;
  uint8_t bytes[];
};

static void sleep_until(polytraders_http_exchange *exchange, uint64_t moment) {
  polytraders_http_server *server = exchange->server;
  exchange->wake_at = moment;
  exchange->is_sleeping = true;
  exchange->previous_slow = NULL;
  exchange->next_slow = server->slow;
  if (server->slow) server->slow->previous_slow = exchange;
  server->slow = exchange;
  MHD_suspend_connection(exchange->daemon_connection);
}

void polytraders_http_forget_slow(polytraders_http_exchange *exchange) {
  if (!exchange->is_sleeping) return;
  exchange->is_sleeping = false;
  if (exchange->next_slow) exchange->next_slow->previous_slow = exchange->previous_slow;
  if (exchange->previous_slow) exchange->previous_slow->next_slow = exchange->next_slow;
  else exchange->server->slow = exchange->next_slow;
}

void polytraders_http_wake_slow(polytraders_http_server *server, uint64_t now) {
  polytraders_http_exchange *next;
  for (polytraders_http_exchange *slow = server->slow; slow; slow = next) {
    next = slow->next_slow;
    if (slow->wake_at > now) continue;
    polytraders_http_forget_slow(slow);
    MHD_resume_connection(slow->daemon_connection);
  }
}

static ssize_t read_slow_body(void *user, uint64_t position, char *buffer, size_t space) {
  slow_body *body = user;
  if (position >= body->end) return MHD_CONTENT_READER_END_WITH_ERROR;
  size_t count = body->end - position;
  if (body->bytes_per_second > 0) {
    uint64_t now = polytraders_http_now();
    if (body->begun == 0) body->begun = now;
    // The first byte is due at once.
    uint64_t due = 1 + (now - body->begun) * body->bytes_per_second / 1000;
    if (due <= position) {
      uint64_t wait = ((position + 1) * 1000 + body->bytes_per_second - 1) / body->bytes_per_second;
      uint64_t moment = body->begun + wait;
      sleep_until(body->exchange, moment > now ? moment : now + 1);
      return 0;
    }
    if (count > due - position) count = due - position;
  }
  if (count > space) count = space;
  memcpy(buffer, body->bytes + position, count);
  return (ssize_t)count;
}

static slow_body *slow_body_create(
    const uint8_t *bytes, size_t length, uint64_t bytes_per_second, size_t cut_after) {
  slow_body *body = malloc(sizeof *body + length);
  if (!body) return NULL;
  *body = (slow_body){
    .bytes_per_second = bytes_per_second, .end = cut_after < length ? cut_after : length,
    .length = length};
  memcpy(body->bytes, bytes, length);
  return body;
}

polytraders_http_answer *polytraders_http_answer_create(
    uint32_t status, const uint8_t *bytes, size_t length, uint64_t bytes_per_second,
    size_t cut_after) {
  polytraders_http_answer *answer = calloc(1, sizeof *answer);
  if (!answer) return NULL;
  answer->status = status;
  bool is_plain = length == 0 || (bytes_per_second == 0 && cut_after >= length);
  if (is_plain) {
    answer->response =
        MHD_create_response_from_buffer(length, (void *)(uintptr_t)bytes, MHD_RESPMEM_MUST_COPY);
  } else {
    answer->slow = slow_body_create(bytes, length, bytes_per_second, cut_after);
    if (answer->slow) {
      answer->response = MHD_create_response_from_callback(
          length, 16 * 1024, read_slow_body, answer->slow, free);
      if (!answer->response) free(answer->slow);
    }
  }
  if (answer->response) return answer;
  free(answer);
  return NULL;
}

bool polytraders_http_answer_add(
    polytraders_http_answer *answer, const char *name, const char *value) {
  return MHD_add_response_header(answer->response, name, value) == MHD_YES;
}

void polytraders_http_answer_free(polytraders_http_answer *answer) {
  if (!answer) return;
  MHD_destroy_response(answer->response);
  free(answer);
}

void polytraders_http_exchange_answer(
    polytraders_http_exchange *exchange, polytraders_http_answer *answer) {
  polytraders_http_server *server = exchange->server;
  bool is_waking = false, is_wanted = false;
  pthread_mutex_lock(&server->mutex);
  if (!exchange->is_answered && !server->is_stopping && (exchange->holders & HELD_BY_DAEMON)) {
    is_wanted = true;
    exchange->is_answered = true;
    exchange->answer = answer;
    if (exchange->is_suspended) {
      is_waking = server->queued == NULL;
      exchange->next_queued = NULL;
      *server->queue_end = exchange;
      server->queue_end = &exchange->next_queued;
    }
  }
  pthread_mutex_unlock(&server->mutex);
  if (!is_wanted) polytraders_http_answer_free(answer);
  uint64_t one = 1;
  if (is_waking && write(server->wake, &one, sizeof one) < 0) { /* Full: the thread wakes anyway. */ }
  polytraders_http_release(exchange, HELD_BY_REPLY);
}

static enum MHD_Result queue_answer(
    polytraders_http_exchange *exchange, polytraders_http_answer *answer) {
  connection *open = exchange->connection;
  open->phase = PHASE_ANSWERING;
  open->since = polytraders_http_now();
  open->is_slow = answer->slow != NULL;
  if (answer->slow) answer->slow->exchange = exchange;
  enum MHD_Result result =
      MHD_queue_response(exchange->daemon_connection, answer->status, answer->response);
  polytraders_http_answer_free(answer);
  return result;
}

enum MHD_Result polytraders_http_queue(polytraders_http_exchange *exchange) {
  pthread_mutex_lock(&exchange->server->mutex);
  polytraders_http_answer *answer = exchange->answer;
  exchange->answer = NULL;
  pthread_mutex_unlock(&exchange->server->mutex);
  return answer ? queue_answer(exchange, answer) : MHD_NO;
}

enum MHD_Result polytraders_http_refuse(polytraders_http_exchange *exchange, uint32_t status) {
  char body[128];
  int length = snprintf(
      body, sizeof body, "{\"error\":\"%s\"}", polytraders_http_refusal_text(status));
  polytraders_http_answer *answer = polytraders_http_answer_create(
      status, (const uint8_t *)body, (size_t)length, POLYTRADERS_HTTP_FAST, POLYTRADERS_HTTP_UNCUT);
  if (!answer) return MHD_NO;
  polytraders_http_answer_add(answer, "Content-Type", "application/json");
  polytraders_http_answer_add(answer, "Connection", "close");
  return queue_answer(exchange, answer);
}
