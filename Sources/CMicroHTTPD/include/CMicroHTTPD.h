#pragma once
/* HTTP/1.1 served by libmicrohttpd, behind plain C functions. */
