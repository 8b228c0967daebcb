#pragma once
#include <libwebsockets.h>
#include <pthread.h>

#include "CWebSockets.h"

enum {
  BUCKETS = 1024,
  /* RFC 6455 5.5: a control frame has 125 bytes, two of them for the code. */
  REASON_BYTES = 123,
  /* How often connections are looked at that take too long. */
  SWEEP_MILLISECONDS = 50,
  /* RFC 6455, registry: the code for a peer that takes too little. */
  POLYTRADERS_WS_TRY_LATER = 1013,
  /* For one of several addresses. */
  ATTEMPT_MILLISECONDS = 2000,
  /* For what is queued, the close frame and its echo. */
  CLOSE_MILLISECONDS = 3000,
};

/* Something asked by another thread; a text becomes a piece of its connection's queue as it is. */
typedef struct command {
  struct command *next;
  enum { COMMAND_CONNECT, COMMAND_RESOLVED, COMMAND_SEND, COMMAND_CLOSE, COMMAND_DROP } kind;
  uint64_t id;
  uint16_t code;
  /* COMMAND_CONNECT: the new connection. */
  struct session *session;
  /* COMMAND_RESOLVED: what `getaddrinfo` found, or NULL. */
  struct addrinfo *addresses;
  /* The text begins behind LWS_PRE bytes that the library writes to. */
  size_t length;
  uint8_t bytes[];
} command;

/* What only a client's connection has. */
typedef struct client {
  char *host, *path, *authorities;
  /* As in polytraders_ws_target, each one allocated. */
  char **headers;
  size_t header_count;
  uint16_t port;
  bool is_secure;
  struct addrinfo *addresses, *next_address;
  /* When the next address is tried. */
  uint64_t attempt_by;
  /* How far the attempt got. */
  bool is_connected, is_certificate_bad;
  char detail[160];
  /* What is told where the attempt fails; 0: what the library says. */
  uint32_t failure;
} client;

/* One connection; lives on the service's thread alone. */
typedef struct session {
  struct session *next_in_bucket;
  uint64_t id;
  void *user;
  struct lws *wsi;
  polytraders_ws_limits limits;
  bool is_open;
  /* The message that is being received in pieces. */
  uint8_t *message;
  size_t message_length, message_capacity;
  bool is_inside_message;
  /* What waits to be sent. */
  command *first, **last;
  size_t waiting;
  /* A close was asked for: then nothing is received or queued any more. */
  bool is_closing, is_close_sent;
  /* The code and reason of the close frame that came first; 1006 where none did. */
  uint16_t code;
  uint8_t reason[REASON_BYTES];
  size_t reason_length;
  /* When the handshake or the close has to be over, in milliseconds; 0: no such time. */
  uint64_t deadline;
  /* When bytes were last received, and how many by then. */
  uint64_t heard;
  uint64_t received;
  /* NULL for a server's. */
  client *client;
} session;

/* Clients that believe the same authorities share what TLS needs. */
typedef struct trust {
  struct trust *next;
  /* NULL: those of the system. */
  char *authorities;
  struct lws_vhost *vhost;
} trust;

struct polytraders_ws_service {
  polytraders_ws_handler handler;
  struct lws_context *context;
  pthread_t thread;
  lws_sorted_usec_list_t tick;
  bool is_ticking;
  session *sessions[BUCKETS];
  size_t session_count;
  /* For servers. */
  void *user;
  polytraders_ws_limits limits;
  char **paths;
  size_t path_count;
  uint16_t port;
  /* Sockets of the library, and how many of them are no connections. */
  size_t sockets, own_sockets;
  uint64_t stop_by;
  /* For clients. */
  trust *trusts;
  pthread_mutex_t mutex;
  /* Guarded by the mutex. */
  bool is_stopping, is_gone;
  uint64_t last_id;
  command *queued, **queue_end;
  size_t queued_bytes;
};

uint64_t polytraders_ws_now(void);

/* Service.c */
bool polytraders_ws_service_prepare(polytraders_ws_service *service, polytraders_ws_handler handler);
/* 0 or an errno. */
int polytraders_ws_service_start(polytraders_ws_service *service);
/* Queues a command, which belongs to the service afterwards. */
void polytraders_ws_post(polytraders_ws_service *service, command *command);
/* Does what was queued. */
void polytraders_ws_obey(polytraders_ws_service *service);
/* Sees to it that connections are looked at soon. */
void polytraders_ws_tick(polytraders_ws_service *service);
session *polytraders_ws_find(polytraders_ws_service *service, uint64_t id);
void polytraders_ws_insert(polytraders_ws_service *service, session *session);
/* Tells the last event of a connection, and frees it. */
void polytraders_ws_end(
    polytraders_ws_service *service, session *session, uint32_t kind, uint16_t code,
    int32_t detail, const void *bytes, size_t length);
/* One at a time in the process: the library's making and unmaking of contexts share state. */
extern pthread_mutex_t polytraders_ws_contexts;

/* Session.c */
session *polytraders_ws_session_create(uint64_t id, polytraders_ws_limits limits, void *user);
void polytraders_ws_session_free(session *session);
/* What the callbacks of both ends have in common; their results are those of a callback. */
int polytraders_ws_opened(
    polytraders_ws_service *service, session *session, const char *path);
int polytraders_ws_received(
    polytraders_ws_service *service, session *session, const uint8_t *bytes, size_t length);
int polytraders_ws_writeable(session *session);
int polytraders_ws_peer_closes(session *session, const uint8_t *bytes, size_t length);
void polytraders_ws_closed(polytraders_ws_service *service, session *session);
/* Takes over the command. */
void polytraders_ws_enqueue(session *session, command *text);
void polytraders_ws_begin_close(
    session *session, uint16_t code, const uint8_t *reason, size_t length);
void polytraders_ws_kill(session *session);
/* Closes what took too long. */
void polytraders_ws_look(polytraders_ws_service *service, session *session, uint64_t now);

/* Resolve.c: looks the name up, then goes on with polytraders_ws_client_resolved. */
void polytraders_ws_client_begin(polytraders_ws_service *service, session *session);

/* Clients.c */
void polytraders_ws_client_free(client *client);
/* The TLS side of the clients that believe these authorities (NULL: the system's); NULL where it cannot be made. */
struct lws_vhost *polytraders_ws_vhost(polytraders_ws_service *service, const char *authorities);

/* Client.c: one attempt. */
extern const struct lws_protocols polytraders_ws_client_protocols[];
/* `addresses`, which may be NULL, belong to the session afterwards. */
void polytraders_ws_client_resolved(
    polytraders_ws_service *service, session *session, struct addrinfo *addresses);
/* Gives up an address that does not answer where there is another. */
void polytraders_ws_client_look(session *session, uint64_t now);
/* Ends an attempt that is under way. */
void polytraders_ws_client_give_up(
    polytraders_ws_service *service, session *session, uint32_t failure);
