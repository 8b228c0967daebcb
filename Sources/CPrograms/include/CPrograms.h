#pragma once

#include "Columns.h"
#include "Follow.h"
