// SPDX-License-Identifier: Apache-2.0
// Preloaded into ipvsadm: names come from the tests' table and not from this machine.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <cstring>

#include "tests/unit/ipvs/known_names.hpp"

using namespace nicvs;

namespace {

hostent* host(const char* name, const void* address, int family) {
  static in6_addr value;
  static char* addresses[] = {reinterpret_cast<char*>(&value), nullptr};
  static char* aliases[] = {nullptr};
  static hostent entry;
  const int length = family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
  std::memcpy(&value, address, static_cast<std::size_t>(length));
  entry = {const_cast<char*>(name), aliases, family, length, addresses};
  return &entry;
}

servent* service(const test::ServiceName& known, const char* protocol) {
  static char* aliases[] = {nullptr};
  static servent entry;
  entry = {const_cast<char*>(known.name), aliases, htons(known.port), const_cast<char*>(protocol)};
  return &entry;
}

bool is_protocol(Protocol protocol, const char* name) {
  return std::strcmp(name, protocol == Protocol::Tcp ? "tcp" : "udp") == 0;
}

}  // namespace

extern "C" {

hostent* gethostbyname(const char* name) {
  const test::HostName& known = test::kHostNames[0];
  in_addr address{};
  inet_pton(AF_INET, known.address.data(), &address);
  return std::strcmp(name, known.name) == 0 ? host(name, &address, AF_INET) : nullptr;
}

hostent* gethostbyaddr(const void* address, socklen_t, int family) {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(family, address, text, sizeof text);
  for (const test::HostName& known : test::kHostNames) {
    if (known.address == text) return host(known.name, address, family);
  }
  return nullptr;
}

servent* getservbyname(const char* name, const char* protocol) {
  for (const test::ServiceName& known : test::kServiceNames) {
    if (std::strcmp(name, known.name) == 0 && is_protocol(known.protocol, protocol)) {
      return service(known, protocol);
    }
  }
  return nullptr;
}

servent* getservbyport(int port, const char* protocol) {
  for (const test::ServiceName& known : test::kServiceNames) {
    if (port == htons(known.port) && is_protocol(known.protocol, protocol)) {
      return service(known, protocol);
    }
  }
  return nullptr;
}

}  // extern "C"
