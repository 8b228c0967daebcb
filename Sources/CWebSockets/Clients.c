#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Internal.h"

struct lws_vhost *polytraders_ws_vhost(
    polytraders_ws_service *service, const char *authorities) {
  for (trust *known = service->trusts; known; known = known->next) {
    bool is_same = authorities && known->authorities ? strcmp(authorities, known->authorities) == 0
                                                     : authorities == known->authorities;
    if (is_same) return known->vhost;
  }
  trust *added = calloc(1, sizeof *added);
  if (!added) return NULL;
  char name[32];
  static unsigned count;
  snprintf(name, sizeof name, "trust-%u", count++);
  added->authorities = authorities ? strdup(authorities) : NULL;
  struct lws_context_creation_info info = {
    .port = CONTEXT_PORT_NO_LISTEN,
    .protocols = polytraders_ws_client_protocols,
    .vhost_name = name,
    .client_ssl_ca_filepath = added->authorities,
    // Not the one that the environment may name.
    .http_proxy_address = "",
    .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8
               | (authorities ? LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS : 0),
    .timeout_secs = 3600,
  };
  added->vhost = lws_create_vhost(service->context, &info);
  if (!added->vhost) {
    free(added->authorities);
    free(added);
    return NULL;
  }
  added->next = service->trusts;
  service->trusts = added;
  return added->vhost;
}

static polytraders_ws_service *clients;
static polytraders_ws_handler clients_handler;
static pthread_once_t clients_once = PTHREAD_ONCE_INIT;

static void start_clients(void) {
  polytraders_ws_service *service = calloc(1, sizeof *service);
  if (!service || !polytraders_ws_service_prepare(service, clients_handler)) return;
  struct lws_context_creation_info info = {
    .port = CONTEXT_PORT_NO_LISTEN,
    .protocols = polytraders_ws_client_protocols,
    .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT
               | LWS_SERVER_OPTION_VALIDATE_UTF8,
    .user = service,
    .pt_serv_buf_size = 64 * 1024,
    .max_http_header_data = 8192,
    .max_http_header_pool = 1024,
    .timeout_secs = 3600,
  };
  lws_set_log_level(0, NULL);
  pthread_mutex_lock(&polytraders_ws_contexts);
  service->context = lws_create_context(&info);
  pthread_mutex_unlock(&polytraders_ws_contexts);
  if (!service->context) return;
  // What the library tells of waking up goes to the protocols of vhosts: one has to be there from the start.
  if (!polytraders_ws_vhost(service, NULL) || polytraders_ws_service_start(service) != 0) return;
  clients = service;
}

polytraders_ws_service *polytraders_ws_client_service(polytraders_ws_handler handler) {
  clients_handler = handler;
  pthread_once(&clients_once, start_clients);
  return clients;
}

void polytraders_ws_client_free(client *client) {
  if (!client) return;
  for (size_t index = 0; index < 2 * client->header_count; index++) free(client->headers[index]);
  if (client->addresses) freeaddrinfo(client->addresses);
  free(client->headers);
  free(client->host);
  free(client->path);
  free(client->authorities);
  free(client);
}

static client *copy_target(polytraders_ws_target target) {
  client *copy = calloc(1, sizeof *copy);
  if (!copy) return NULL;
  copy->port = target.port;
  copy->is_secure = target.is_secure;
  copy->host = strdup(target.host);
  copy->path = strdup(target.path);
  copy->authorities = target.authorities ? strdup(target.authorities) : NULL;
  copy->headers = calloc(2 * target.header_count + 1, sizeof *copy->headers);
  bool is_whole = copy->host && copy->path && copy->headers
                  && (copy->authorities || !target.authorities);
  if (copy->headers) {
    copy->header_count = target.header_count;
    for (size_t index = 0; index < 2 * target.header_count; index++) {
      copy->headers[index] = strdup(target.headers[index]);
      is_whole = is_whole && copy->headers[index];
    }
  }
  if (is_whole) return copy;
  polytraders_ws_client_free(copy);
  return NULL;
}

bool polytraders_ws_connect(
    polytraders_ws_service *service, uint64_t id, polytraders_ws_target target,
    polytraders_ws_limits limits, void *user) {
  command *connect = calloc(1, sizeof *connect);
  client *client = copy_target(target);
  session *created = polytraders_ws_session_create(id, limits, user);
  if (!connect || !client || !created) {
    free(connect);
    polytraders_ws_client_free(client);
    free(created);
    return false;
  }
  created->client = client;
  *connect = (command){.kind = COMMAND_CONNECT, .id = id, .session = created};
  polytraders_ws_post(service, connect);
  return true;
}
