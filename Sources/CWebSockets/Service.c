#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "Internal.h"

pthread_mutex_t polytraders_ws_contexts = PTHREAD_MUTEX_INITIALIZER;

uint64_t polytraders_ws_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

bool polytraders_ws_service_prepare(
    polytraders_ws_service *service, polytraders_ws_handler handler) {
  service->handler = handler;
  service->queue_end = &service->queued;
  return pthread_mutex_init(&service->mutex, NULL) == 0;
}

uint64_t polytraders_ws_new_id(polytraders_ws_service *service) {
  pthread_mutex_lock(&service->mutex);
  uint64_t id = ++service->last_id;
  pthread_mutex_unlock(&service->mutex);
  return id;
}

static void free_command(command *command) {
  if (command->addresses) freeaddrinfo(command->addresses);
  free(command);
}

void polytraders_ws_post(polytraders_ws_service *service, command *command) {
  command->next = NULL;
  pthread_mutex_lock(&service->mutex);
  bool is_taken = !service->is_stopping;
  if (is_taken) {
    bool is_first = service->queued == NULL;
    *service->queue_end = command;
    service->queue_end = &command->next;
    service->queued_bytes += command->length;
    // Under the mutex, so that the context is still there.
    if (is_first) lws_cancel_service(service->context);
  }
  pthread_mutex_unlock(&service->mutex);
  if (!is_taken) free_command(command);
}

session *polytraders_ws_find(polytraders_ws_service *service, uint64_t id) {
  session *found = service->sessions[id % BUCKETS];
  while (found && found->id != id) found = found->next_in_bucket;
  return found;
}

void polytraders_ws_insert(polytraders_ws_service *service, session *session) {
  session->next_in_bucket = service->sessions[session->id % BUCKETS];
  service->sessions[session->id % BUCKETS] = session;
  service->session_count += 1;
  polytraders_ws_tick(service);
}

void polytraders_ws_end(
    polytraders_ws_service *service, session *ended, uint32_t kind, uint16_t code, int32_t detail,
    const void *bytes, size_t length) {
  session **place = &service->sessions[ended->id % BUCKETS];
  while (*place != ended) place = &(*place)->next_in_bucket;
  *place = ended->next_in_bucket;
  service->session_count -= 1;
  service->handler(
      ended->user, (polytraders_ws_event){
                     .kind = kind, .code = code, .detail = detail, .id = ended->id,
                     .bytes = bytes, .length = length});
  polytraders_ws_session_free(ended);
}

static void obey(polytraders_ws_service *service, command *command) {
  if (command->kind == COMMAND_CONNECT) {
    polytraders_ws_insert(service, command->session);
    polytraders_ws_client_begin(service, command->session);
    free(command);
    return;
  }
  session *session = polytraders_ws_find(service, command->id);
  if (!session) {
    free_command(command);
    return;
  }
  switch (command->kind) {
  case COMMAND_CONNECT: break;
  case COMMAND_RESOLVED:
    polytraders_ws_client_resolved(service, session, command->addresses);
    command->addresses = NULL;
    break;
  case COMMAND_SEND: polytraders_ws_enqueue(session, command); return;
  case COMMAND_CLOSE:
    if (session->is_open) {
      polytraders_ws_begin_close(session, command->code, command->bytes, command->length);
    } else {
      polytraders_ws_client_give_up(service, session, POLYTRADERS_WS_CANCELLED);
    }
    break;
  case COMMAND_DROP:
    if (session->is_open) {
      polytraders_ws_kill(session);
    } else {
      polytraders_ws_client_give_up(service, session, POLYTRADERS_WS_CANCELLED);
    }
    break;
  }
  free_command(command);
}

void polytraders_ws_obey(polytraders_ws_service *service) {
  pthread_mutex_lock(&service->mutex);
  command *queued = service->queued;
  service->queued = NULL;
  service->queue_end = &service->queued;
  service->queued_bytes = 0;
  pthread_mutex_unlock(&service->mutex);
  while (queued) {
    command *next = queued->next;
    obey(service, queued);
    queued = next;
  }
}

static void look_at_all(lws_sorted_usec_list_t *tick) {
  polytraders_ws_service *service = lws_container_of(tick, polytraders_ws_service, tick);
  service->is_ticking = false;
  uint64_t now = polytraders_ws_now();
  for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
    session *next;
    for (session *session = service->sessions[bucket]; session; session = next) {
      next = session->next_in_bucket;
      polytraders_ws_look(service, session, now);
    }
  }
  if (service->session_count > 0) polytraders_ws_tick(service);
}

void polytraders_ws_tick(polytraders_ws_service *service) {
  if (service->is_ticking) return;
  service->is_ticking = true;
  lws_sul_schedule(
      service->context, 0, &service->tick, look_at_all, SWEEP_MILLISECONDS * LWS_US_PER_MS);
}

static bool is_stopping(polytraders_ws_service *service) {
  pthread_mutex_lock(&service->mutex);
  bool is_stopping = service->is_stopping;
  pthread_mutex_unlock(&service->mutex);
  return is_stopping;
}

/* Tells every connection that the server goes, and gives it a moment. */
static void close_all(polytraders_ws_service *service) {
  static const uint64_t moment = 300;
  for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
    for (session *open = service->sessions[bucket]; open; open = open->next_in_bucket) {
      if (open->is_open) polytraders_ws_begin_close(open, 1001, NULL, 0);
    }
  }
  polytraders_ws_tick(service);
  uint64_t end = polytraders_ws_now() + moment;
  while (service->session_count > 0 && polytraders_ws_now() < end) {
    if (lws_service(service->context, 0) < 0) break;
  }
}

static void *serve(void *argument) {
  polytraders_ws_service *service = argument;
  while (!is_stopping(service)) {
    if (lws_service(service->context, 0) < 0) break;
  }
  polytraders_ws_obey(service);
  close_all(service);
  pthread_mutex_lock(&polytraders_ws_contexts);
  lws_context_destroy(service->context);
  pthread_mutex_unlock(&polytraders_ws_contexts);
  return NULL;
}

/* The thread takes no signals: they are for the program. */
int polytraders_ws_service_start(polytraders_ws_service *service) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int code = pthread_create(&service->thread, NULL, serve, service);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return code;
}

/* Whether so much waits to be looked at by the thread that one more text would be one too many. */
static bool is_crowded(polytraders_ws_service *service, size_t length) {
  static const size_t most = (size_t)64 * 1024 * 1024;
  pthread_mutex_lock(&service->mutex);
  bool is_crowded = service->queued_bytes + length > most;
  pthread_mutex_unlock(&service->mutex);
  return is_crowded;
}

void polytraders_ws_send(
    polytraders_ws_service *service, uint64_t id, const uint8_t *bytes, size_t length) {
  if (is_crowded(service, length)) {
    polytraders_ws_close(service, id, POLYTRADERS_WS_TRY_LATER, NULL, 0);
    return;
  }
  command *text = malloc(sizeof *text + LWS_PRE + length);
  if (!text) return;
  *text = (command){.kind = COMMAND_SEND, .id = id, .length = length};
  if (length > 0) memcpy(text->bytes + LWS_PRE, bytes, length);
  polytraders_ws_post(service, text);
}

void polytraders_ws_close(
    polytraders_ws_service *service, uint64_t id, uint16_t code, const uint8_t *reason,
    size_t length) {
  if (length > REASON_BYTES) length = REASON_BYTES;
  command *close = malloc(sizeof *close + length);
  if (!close) return;
  *close = (command){.kind = COMMAND_CLOSE, .id = id, .code = code, .length = length};
  if (length > 0) memcpy(close->bytes, reason, length);
  polytraders_ws_post(service, close);
}

void polytraders_ws_drop(polytraders_ws_service *service, uint64_t id) {
  command *drop = malloc(sizeof *drop);
  if (!drop) return;
  *drop = (command){.kind = COMMAND_DROP, .id = id};
  polytraders_ws_post(service, drop);
}
