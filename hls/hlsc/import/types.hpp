// SPDX-License-Identifier: Apache-2.0
// The C++ types of inputs and outputs, read from debug information, so that no second description
// of them exists: structs become packed structs, enumerators become constants.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class DICompositeType;
class DIType;
}  // namespace llvm

namespace nicvs::hlsc {

struct Struct;

// A member that is a struct, or a number or an array of numbers.
struct Member {
  std::string name;
  unsigned offset;               // bytes from the struct's beginning
  const Struct* type = nullptr;  // null: numbers
  unsigned element_bytes = 0;    // in memory
  unsigned element_bits = 0;     // in hardware: 1 for bool
  unsigned count = 1;            // elements; element 0 has the lowest bits
};

struct Struct {
  std::string name;  // as in SystemVerilog: flow_key_t
  unsigned bytes;
  std::vector<Member> members;
};

struct Enumerator {
  std::string name;
  std::uint64_t value;
};

struct Enumeration {
  std::string name;  // as in C++: Reason
  unsigned bits;
  std::vector<Enumerator> enumerators;
};

// A member of numbers anywhere inside of a struct.
struct Field {
  std::string path;  // key.src.word
  unsigned offset;   // bytes from the outermost struct's beginning
  unsigned element_bytes;
  unsigned element_bits;
  unsigned count;

  unsigned bits() const { return element_bits * count; }
  std::string name() const;  // key_src_word
};

// In the order of the members.
std::vector<Field> fields_of(const Struct& type);

// Bits of a packed struct.
unsigned bits_of(const Struct& type);

// All types that kernels show. Two different structs of one name are rejected.
class TypeTable {
 public:
  // `type`: a struct, perhaps behind typedefs, const and a reference.
  const Struct* add(const llvm::DIType* type);

  // Each behind those that it consists of.
  const std::vector<std::unique_ptr<Struct>>& structs() const { return structs_; }
  const std::vector<Enumeration>& enumerations() const { return enumerations_; }

 private:
  void add_members(Struct& into, const llvm::DIType* type, const std::string& name,
                   unsigned offset);
  void add_array(Struct& into, const llvm::DICompositeType* type, const std::string& name,
                 unsigned offset);
  void add_enumeration(const llvm::DICompositeType* type);

  std::vector<std::unique_ptr<Struct>> structs_;
  std::vector<Enumeration> enumerations_;
  std::map<const llvm::DIType*, const Struct*> known_;
};

// "FlowKey" -> "flow_key".
std::string snake_case(const std::string& name);

}  // namespace nicvs::hlsc
