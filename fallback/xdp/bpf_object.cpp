// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/bpf_object.hpp"

#include <bpf/libbpf.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace nicvs::soft {
namespace {

// The library's last complaint, for our own error; it never writes to the log by itself.
std::string& last_complaint() {
  static thread_local std::string text;
  return text;
}

int keep_complaint(libbpf_print_level level, const char* format, va_list arguments) {
  if (level != LIBBPF_WARN) return 0;
  char line[256];
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  last_complaint() = line;
  while (last_complaint().ends_with('\n')) last_complaint().pop_back();
  return length;
}

Error load_error(const std::string& name, const char* what, int code) {
  std::string text = "BPF program " + name + ": " + what + ": " + std::strerror(code);
  if (!last_complaint().empty()) text += " (" + last_complaint() + ")";
  if (code == EPERM) text += " (CAP_BPF and CAP_NET_ADMIN are needed)";
  if (code == ENOSYS) text += " (the kernel is built without CONFIG_BPF_SYSCALL)";
  return {code, text};
}

int fd_of(const std::string& name, const BpfObject* shared, std::span<const NamedMap> more) {
  for (const NamedMap& map : more) {
    if (name == map.name) return map.fd;
  }
  return shared != nullptr ? shared->map_fd(name) : -1;
}

int reuse_maps(bpf_object* object, const BpfObject* shared, std::span<const NamedMap> more) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    const int fd = fd_of(bpf_map__name(map), shared, more);
    if (fd < 0) continue;
    if (const int result = bpf_map__reuse_fd(map, fd); result != 0) return result;
  }
  return 0;
}

}  // namespace

void BpfObject::Close::operator()(bpf_object* object) const { bpf_object__close(object); }

Result<BpfObject> BpfObject::load(const std::string& name, std::span<const unsigned char> elf,
                                  const BpfObject* shared, std::span<const NamedMap> more) {
  libbpf_set_print(keep_complaint);
  last_complaint().clear();
  bpf_object_open_opts options{};
  options.sz = sizeof options;
  options.object_name = name.c_str();
  BpfObject object(bpf_object__open_mem(elf.data(), elf.size(), &options));
  if (!object.object_) return load_error(name, "cannot be read", errno);
  const int reused = reuse_maps(object.object_.get(), shared, more);
  if (reused != 0) return load_error(name, "the shared maps do not fit", -reused);
  const int result = bpf_object__load(object.object_.get());
  if (result != 0) return load_error(name, "the kernel refused to load it", -result);
  return object;
}

int BpfObject::map_fd(const std::string& name) const {
  return bpf_object__find_map_fd_by_name(object_.get(), name.c_str());
}

int BpfObject::program_fd(const std::string& name) const {
  const bpf_program* program = bpf_object__find_program_by_name(object_.get(), name.c_str());
  return program == nullptr ? -1 : bpf_program__fd(program);
}

}  // namespace nicvs::soft
