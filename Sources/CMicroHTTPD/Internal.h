#pragma once
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "CMicroHTTPD.h"

/* Where a connection is. */
typedef enum phase {
  /* Between requests, or inside the line and fields of one. */
  PHASE_IDLE,
  /* The fields are there, the body is on its way. */
  PHASE_READING,
  /* The request is with the handler. */
  PHASE_HANDLING,
  /* The answer is on its way. */
  PHASE_ANSWERING,
} phase;

/* One TCP connection; lives from accept to close, on the server's thread alone. */
typedef struct connection {
  struct connection *next, *previous;
  int descriptor;
  phase phase;
  /* When the phase began, in milliseconds. */
  uint64_t since;
  /* When the first byte of the request was seen by the sweep; 0: not yet. */
  uint64_t begun;
  /* Received when the last request was over. */
  uint64_t received;
  /* The answer is slow on purpose. */
  bool is_slow;
  /* Suspended until it is answered. */
  struct polytraders_http_exchange *waiting;
} connection;

/* Who may still use an exchange. Guarded by the server's mutex. */
typedef enum holder {
  HELD_BY_DAEMON = 1,
  HELD_BY_REPLY = 2,
} holder;

struct polytraders_http_exchange {
  polytraders_http_server *server;
  connection *connection;
  struct MHD_Connection *daemon_connection;
  char *uri;
  const char *method;
  uint8_t *body;
  size_t body_length, body_capacity;
  /* Bytes of the body that were seen, kept or not. */
  size_t body_seen;
  /* The status of the refusal that awaits the end of the body; 0: none. */
  uint32_t refusal;
  bool is_checked;
  /* Guarded by the server's mutex from here on. */
  uint32_t holders;
  bool is_suspended, is_answered;
  polytraders_http_answer *answer;
  polytraders_http_exchange *next_queued;
  /* For the server's thread alone: the list of slow answers that sleep. */
  polytraders_http_exchange *next_slow, *previous_slow;
  uint64_t wake_at;
  bool is_sleeping;
};

typedef struct slow_body slow_body;

struct polytraders_http_answer {
  struct MHD_Response *response;
  uint32_t status;
  /* Where the answer is slow or cut; belongs to the response. */
  slow_body *slow;
};

struct polytraders_http_server {
  polytraders_http_limits limits;
  polytraders_http_handler handler;
  void *user;
  struct MHD_Daemon *daemon;
  uint16_t port;
  /* One of the owner and one of each exchange: a reply may outlive the rest. */
  atomic_size_t references;
  int epoll, wake;
  pthread_t thread;
  connection *connections;
  polytraders_http_exchange *slow;
  uint64_t next_sweep;
  /* A connection went since the last run. */
  bool has_closed;
  /* Bytes of all bodies that are being read. */
  size_t bodies;
  pthread_mutex_t mutex;
  /* Guarded by the mutex. */
  bool is_stopping;
  polytraders_http_exchange *queued, **queue_end;
};

uint64_t polytraders_http_now(void);
/* Server.c: gives up a reference. */
void polytraders_http_server_drop(polytraders_http_server *server);
/* Exchange.c: the callbacks of libmicrohttpd. */
void *polytraders_http_uri(void *user, const char *uri, struct MHD_Connection *connection);
enum MHD_Result polytraders_http_access(
    void *user, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_length, void **context);
void polytraders_http_completed(
    void *user, struct MHD_Connection *connection, void **context,
    enum MHD_RequestTerminationCode code);
/* Lets go of an exchange in the name of a holder; frees it with the last one. */
void polytraders_http_release(polytraders_http_exchange *exchange, holder holder);
/* Exchange.c: whether a body of that length is too long even to be thrown away. */
bool polytraders_http_is_endless(const polytraders_http_exchange *exchange, uint64_t length);
/* Answer.c: sends the answer that was given, or closes where there is none. */
enum MHD_Result polytraders_http_queue(polytraders_http_exchange *exchange);
/* Answer.c: refuses a request and closes the connection. */
enum MHD_Result polytraders_http_refuse(polytraders_http_exchange *exchange, uint32_t status);
/* Answer.c: goes on with slow answers whose next byte is due. */
void polytraders_http_wake_slow(polytraders_http_server *server, uint64_t now);
void polytraders_http_forget_slow(polytraders_http_exchange *exchange);
/* Guards.c: 0 where the head of a request can be read in one way only, else the status that refuses it. */
uint32_t polytraders_http_head_refusal(polytraders_http_exchange *exchange, const char *version);
/* Guards.c: closes what took too long. */
void polytraders_http_sweep(polytraders_http_server *server, uint64_t now);
/* Guards.c: a refusal past libmicrohttpd, where it takes no answer any more, and the end of the connection. */
void polytraders_http_refuse_and_close(connection *open, uint32_t status);
/* Guards.c: what a refusal says; needs no escapes in JSON. */
const char *polytraders_http_refusal_text(uint32_t status);
/* Guards.c: bytes received on the connection so far. */
uint64_t polytraders_http_received(const connection *open);
