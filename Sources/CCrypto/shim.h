#pragma once
// The SHA256_CTX and SHA_CTX interface is used on purpose (facts/swift.md 1.1 names libcrypto): a hash state
// is then a plain value without heap, lock or provider look-up. Measured on 65 bytes: 92 ns against 151 ns for
// a reused EVP_MD_CTX and 482 ns for SHA256(); both run the same SHA-NI block function.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/sha.h>
#include <sys/prctl.h>

// prctl takes a variable number of arguments, which Swift cannot pass: 0 where core dumps of this process and
// a look into its memory by other processes of its user are now forbidden.
static inline int polytraders_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
