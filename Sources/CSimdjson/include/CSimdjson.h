#pragma once
#include "JSONFields.h"
#include "JSONTape.h"
