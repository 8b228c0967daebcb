#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "Internal.h"

/* How often connections are looked at that take too long. */
static const uint64_t sweep_milliseconds = 100;

uint64_t polytraders_http_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void connection_changed(
    void *user, struct MHD_Connection *daemon_connection, void **context,
    enum MHD_ConnectionNotificationCode code) {
  polytraders_http_server *server = user;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    connection *opened = calloc(1, sizeof *opened);
    if (!opened) return;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(daemon_connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    opened->descriptor = info->connect_fd;
    opened->since = polytraders_http_now();
    opened->next = server->connections;
    if (opened->next) opened->next->previous = opened;
    server->connections = opened;
    *context = opened;
    return;
  }
  connection *closed = *context;
  if (!closed) return;
  server->has_closed = true;
  if (closed->next) closed->next->previous = closed->previous;
  if (closed->previous) closed->previous->next = closed->next;
  else server->connections = closed->next;
  free(closed);
  *context = NULL;
}

/* The exchanges that were answered since the last time go on with their connections. */
static void resume_answered(polytraders_http_server *server) {
  pthread_mutex_lock(&server->mutex);
  polytraders_http_exchange *queued = server->queued;
  server->queued = NULL;
  server->queue_end = &server->queued;
  pthread_mutex_unlock(&server->mutex);
  while (queued) {
    polytraders_http_exchange *next = queued->next_queued;
    queued->is_suspended = false;
    MHD_resume_connection(queued->daemon_connection);
    queued = next;
  }
}

static bool is_stopping(polytraders_http_server *server) {
  pthread_mutex_lock(&server->mutex);
  bool is_stopping = server->is_stopping;
  pthread_mutex_unlock(&server->mutex);
  return is_stopping;
}

/* Milliseconds until the thread has to look again by itself. */
static int wait_time(polytraders_http_server *server, uint64_t now) {
  MHD_UNSIGNED_LONG_LONG daemon_wait;
  uint64_t wait = UINT64_MAX;
  // Where accepting was given up, it is taken up again by the run after the one that made room.
  if (server->has_closed) return 0;
  if (MHD_get_timeout(server->daemon, &daemon_wait) == MHD_YES) wait = daemon_wait;
  if (server->connections) {
    uint64_t sweep = server->next_sweep > now ? server->next_sweep - now : 0;
    if (sweep < wait) wait = sweep;
  }
  for (polytraders_http_exchange *slow = server->slow; slow; slow = slow->next_slow) {
    uint64_t due = slow->wake_at > now ? slow->wake_at - now : 0;
    if (due < wait) wait = due;
  }
  if (wait == UINT64_MAX) return -1;
  return wait > 60000 ? 60000 : (int)wait;
}

/* libmicrohttpd must not be stopped while connections are suspended. */
static void resume_all(polytraders_http_server *server) {
  resume_answered(server);
  polytraders_http_wake_slow(server, UINT64_MAX);
  for (connection *open = server->connections; open; open = open->next) {
    polytraders_http_exchange *waiting = open->waiting;
    if (waiting) MHD_resume_connection(waiting->daemon_connection);
    open->waiting = NULL;
  }
}

static void *serve(void *argument) {
  polytraders_http_server *server = argument;
  struct pollfd waits[2] = {
    {.fd = server->epoll, .events = POLLIN},
    {.fd = server->wake, .events = POLLIN},
  };
  while (!is_stopping(server)) {
    int ready = poll(waits, 2, wait_time(server, polytraders_http_now()));
    if (ready < 0 && errno != EINTR) break;
    if (ready > 0 && waits[1].revents) {
      uint64_t count;
      if (read(server->wake, &count, sizeof count) < 0) { /* Somebody woke us all the same. */ }
      resume_answered(server);
    }
    uint64_t now = polytraders_http_now();
    polytraders_http_wake_slow(server, now);
    server->has_closed = false;
    MHD_run(server->daemon);
    // Anew: what began in this run must not seem to lie in the future.
    now = polytraders_http_now();
    if (now >= server->next_sweep) {
      polytraders_http_sweep(server, now);
      server->next_sweep = now + sweep_milliseconds;
    }
  }
  resume_all(server);
  MHD_stop_daemon(server->daemon);
  return NULL;
}

/* A listening socket, or -1 with the failure. */
static int listen_on(
    const char *host, uint16_t port, polytraders_http_failure *failure, bool *is_ipv6) {
  char digits[8];
  snprintf(digits, sizeof digits, "%u", port);
  struct addrinfo hints = {
    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM};
  struct addrinfo *address = NULL;
  if (getaddrinfo(host, digits, &hints, &address) != 0) {
    *failure = (polytraders_http_failure){POLYTRADERS_HTTP_BAD_HOST, EINVAL};
    return -1;
  }
  *is_ipv6 = address->ai_family == AF_INET6;
  uint32_t step = POLYTRADERS_HTTP_SOCKET;
  int yes = 1;
  int listener = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  bool is_done = false;
  if (listener >= 0) {
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    step = POLYTRADERS_HTTP_BIND;
    if (bind(listener, address->ai_addr, address->ai_addrlen) == 0) {
      step = POLYTRADERS_HTTP_LISTEN;
      is_done = listen(listener, 1024) == 0;
    }
  }
  if (!is_done) {
    *failure = (polytraders_http_failure){step, errno};
    if (listener >= 0) close(listener);
    listener = -1;
  }
  freeaddrinfo(address);
  return listener;
}

static struct MHD_Daemon *start_daemon(
    polytraders_http_server *server, int listener, bool is_ipv6) {
  unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (is_ipv6 ? MHD_USE_IPv6 : 0);
  return MHD_start_daemon(
      flags, 0, NULL, NULL, polytraders_http_access, server,
      MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listener,
      MHD_OPTION_CONNECTION_LIMIT, (unsigned)server->limits.connections,
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)server->limits.connections_per_address,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, server->limits.head_bytes,
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_URI_LOG_CALLBACK, polytraders_http_uri, server,
      MHD_OPTION_NOTIFY_COMPLETED, polytraders_http_completed, server,
      MHD_OPTION_NOTIFY_CONNECTION, connection_changed, server,
      MHD_OPTION_END);
}

/* The thread takes no signals: they are for the program. */
static int start_thread(polytraders_http_server *server) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int code = pthread_create(&server->thread, NULL, serve, server);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return code;
}

polytraders_http_server *polytraders_http_server_start(
    const char *host, uint16_t port, polytraders_http_limits limits, polytraders_http_handler handler,
    void *user, polytraders_http_failure *failure) {
  bool is_ipv6 = false;
  int listener = listen_on(host, port, failure, &is_ipv6);
  if (listener < 0) return NULL;
  polytraders_http_server *server = calloc(1, sizeof *server);
  int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  *failure = (polytraders_http_failure){POLYTRADERS_HTTP_DAEMON, ENOMEM};
  if (!server || wake < 0) goto failed;
  atomic_init(&server->references, 1);
  server->limits = limits;
  server->handler = handler;
  server->user = user;
  server->wake = wake;
  server->queue_end = &server->queued;
  pthread_mutex_init(&server->mutex, NULL);
  server->daemon = start_daemon(server, listener, is_ipv6);
  if (!server->daemon) goto failed;
  server->epoll = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
  server->port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
  int code = start_thread(server);
  if (code != 0) {
    *failure = (polytraders_http_failure){POLYTRADERS_HTTP_THREAD, code};
    MHD_stop_daemon(server->daemon);
    listener = -1;
    goto failed;
  }
  return server;
failed:
  if (listener >= 0) close(listener);
  if (wake >= 0) close(wake);
  free(server);
  return NULL;
}

uint16_t polytraders_http_server_port(const polytraders_http_server *server) {
  return server->port;
}

void polytraders_http_server_stop(polytraders_http_server *server) {
  pthread_mutex_lock(&server->mutex);
  bool is_first = !server->is_stopping;
  server->is_stopping = true;
  pthread_mutex_unlock(&server->mutex);
  if (!is_first) return;
  uint64_t one = 1;
  if (write(server->wake, &one, sizeof one) < 0) { /* The counter is full: the thread wakes anyway. */ }
  pthread_join(server->thread, NULL);
}

void polytraders_http_server_drop(polytraders_http_server *server) {
  if (atomic_fetch_sub(&server->references, 1) != 1) return;
  close(server->wake);
  pthread_mutex_destroy(&server->mutex);
  free(server);
}

void polytraders_http_server_free(polytraders_http_server *server) {
  polytraders_http_server_drop(server);
}
