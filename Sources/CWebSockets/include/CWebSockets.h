#pragma once
/* WebSocket, server and client, by libwebsockets, behind plain C functions. */
