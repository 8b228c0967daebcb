#include "CWebSockets.h"
#include <libwebsockets.h>
