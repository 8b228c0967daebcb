#pragma once
#include <curl/curl.h>

/* libcurl's setters take any type behind the option: one function for each type that is used. */

static inline CURLcode polytraders_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode polytraders_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode polytraders_curl_set_text(
    CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode polytraders_curl_set_pointer(
    CURL *handle, CURLoption option, const void *value) {
  return curl_easy_setopt(handle, option, value);
}

/* What is called with the answer's fields and body, and before anything is sent. */
static inline CURLcode polytraders_curl_set_callbacks(
    CURL *handle, curl_write_callback field, curl_write_callback body,
    curl_prereq_callback sending, void *user) {
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, field);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, user);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, user);
  curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, sending);
  curl_easy_setopt(handle, CURLOPT_PREREQDATA, user);
  return curl_easy_setopt(handle, CURLOPT_PRIVATE, user);
}

static inline long polytraders_curl_status(CURL *handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

static inline void *polytraders_curl_user(CURL *handle) {
  char *user = 0;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &user);
  return user;
}

static inline CURLMcode polytraders_curl_multi_set_number(
    CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/* A transfer that ended. */
typedef struct polytraders_curl_end {
  CURL *handle;
  CURLcode code;
} polytraders_curl_end;

/* The next one that ended; its handle is NULL where there is none. */
static inline polytraders_curl_end polytraders_curl_next_end(CURLM *multi) {
  int left = 0;
  for (;;) {
    const CURLMsg *message = curl_multi_info_read(multi, &left);
    polytraders_curl_end none = {0, CURLE_OK};
    if (!message) return none;
    if (message->msg != CURLMSG_DONE) continue;
    polytraders_curl_end end = {message->easy_handle, message->data.result};
    return end;
  }
}
