#define _GNU_SOURCE
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "Internal.h"

/* A name on its way to its addresses, on a thread of its own: that may take long, and the service must not wait. */
typedef struct question {
  polytraders_ws_service *service;
  command *answer;
  char *host;
} question;

static struct addrinfo *look_up(const char *host, int flags) {
  struct addrinfo hints = {.ai_flags = flags, .ai_socktype = SOCK_STREAM};
  struct addrinfo *addresses = NULL;
  return getaddrinfo(host, NULL, &hints, &addresses) == 0 ? addresses : NULL;
}

static void *resolve(void *argument) {
  question *asked = argument;
  asked->answer->addresses = look_up(asked->host, AI_ADDRCONFIG);
  polytraders_ws_post(asked->service, asked->answer);
  free(asked->host);
  free(asked);
  return NULL;
}

static bool ask(polytraders_ws_service *service, session *session) {
  question *asked = calloc(1, sizeof *asked);
  command *answer = calloc(1, sizeof *answer);
  char *host = strdup(session->client->host);
  if (asked && answer && host) {
    *answer = (command){.kind = COMMAND_RESOLVED, .id = session->id};
    *asked = (question){service, answer, host};
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&thread, NULL, resolve, asked);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0) return pthread_detach(thread) == 0;
  }
  free(asked);
  free(answer);
  free(host);
  return false;
}

void polytraders_ws_client_begin(polytraders_ws_service *service, session *session) {
  session->deadline = polytraders_ws_now() + session->limits.handshake_milliseconds;
  struct addrinfo *digits = look_up(session->client->host, AI_NUMERICHOST);
  if (digits) {
    polytraders_ws_client_resolved(service, session, digits);
  } else if (!ask(service, session)) {
    polytraders_ws_client_resolved(service, session, NULL);
  }
}
