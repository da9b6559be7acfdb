// SPDX-License-Identifier: Apache-2.0
// A BPF object in the kernel, loaded from bytes; its maps may be shared with another object.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "nicvs/result.hpp"

struct bpf_object;

namespace nicvs::soft {

// A map that exists already; the descriptor stays the owner's.
struct NamedMap {
  const char* name;
  int fd;
};

class BpfObject {
 public:
  // Loads programs and maps. Maps that `shared` or `more` has under the same name are used, not
  // created.
  // Errors carry libbpf's last complaint; the verifier's words are not repeated.
  static Result<BpfObject> load(const std::string& name, std::span<const unsigned char> elf,
                                const BpfObject* shared = nullptr,
                                std::span<const NamedMap> more = {});

  // File descriptors, owned by the object; -1 if it has no such map or program.
  int map_fd(const std::string& name) const;
  int program_fd(const std::string& name) const;

 private:
  struct Close {
    void operator()(bpf_object* object) const;
  };
  explicit BpfObject(bpf_object* object) : object_(object) {}
  std::unique_ptr<bpf_object, Close> object_;
};

}  // namespace nicvs::soft
