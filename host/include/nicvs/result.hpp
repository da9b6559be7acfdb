// SPDX-License-Identifier: Apache-2.0
// Errors of the control plane: the errno a netlink client sees, and one sentence for a person.
//
//   Result<ServiceInfo> r = plane.service(key);
//   if (!r) return r.error();   // {ESRCH, "service 10.0.0.1:80/tcp does not exist"}
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace nicvs {

struct Error {
  int code;          // errno value, > 0
  std::string text;  // one sentence that names the object
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : content_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(content_); }
  T& operator*() & { return std::get<T>(content_); }
  const T& operator*() const& { return std::get<T>(content_); }
  T&& operator*() && { return std::get<T>(std::move(content_)); }
  T* operator->() { return &std::get<T>(content_); }
  const T* operator->() const { return &std::get<T>(content_); }
  const Error& error() const { return std::get<Error>(content_); }

 private:
  std::variant<T, Error> content_;
};

// Success or an error, without a value.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {  // NOLINT(google-explicit-constructor)
    assert(error_.code > 0);
  }

  explicit operator bool() const { return error_.code == 0; }
  const Error& error() const { return error_; }

 private:
  Error error_{0, {}};
};

}  // namespace nicvs
