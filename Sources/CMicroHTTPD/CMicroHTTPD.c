#include "CMicroHTTPD.h"
#include <microhttpd.h>
