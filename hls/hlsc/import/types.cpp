// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/types.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/Support/Casting.h>

#include <algorithm>
#include <cctype>

#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {
namespace {

using llvm::cast;
using llvm::dyn_cast;

// Without typedefs, const, references.
const llvm::DIType* plain(const llvm::DIType* type) {
  const auto* derived = dyn_cast<llvm::DIDerivedType>(type);
  while (derived != nullptr && derived->getTag() != llvm::dwarf::DW_TAG_pointer_type) {
    type = derived->getBaseType();
    derived = dyn_cast<llvm::DIDerivedType>(type);
  }
  return type;
}

unsigned bytes_of(const llvm::DIType* type) {
  return static_cast<unsigned>(plain(type)->getSizeInBits() / 8);
}

bool is_struct(const llvm::DIType* type) {
  const auto* composite = dyn_cast<llvm::DICompositeType>(type);
  return composite != nullptr && (composite->getTag() == llvm::dwarf::DW_TAG_structure_type ||
                                  composite->getTag() == llvm::dwarf::DW_TAG_class_type);
}

// A struct around one array, like std::array, is that array.
const llvm::DIType* without_array_shell(const llvm::DIType* type) {
  if (!is_struct(type)) {
    return type;
  }
  const auto* composite = cast<llvm::DICompositeType>(type);
  for (const llvm::DINode* element : composite->getElements()) {
    const auto* member = dyn_cast<llvm::DIDerivedType>(element);
    if (member != nullptr && member->getName() == "_M_elems") {
      return plain(member->getBaseType());
    }
  }
  return type;
}

unsigned elements_of(const llvm::DICompositeType* array) {
  const auto* range = cast<llvm::DISubrange>(array->getElements()[0]);
  return static_cast<unsigned>(cast<llvm::ConstantInt*>(range->getCount())->getZExtValue());
}

void collect(const Struct& type, const std::string& prefix, unsigned offset,
             std::vector<Field>& fields) {
  for (const Member& member : type.members) {
    const std::string path = prefix.empty() ? member.name : prefix + "." + member.name;
    if (member.type != nullptr) {
      collect(*member.type, path, offset + member.offset, fields);
    } else {
      fields.push_back(
          {path, offset + member.offset, member.element_bytes, member.element_bits, member.count});
    }
  }
}

}  // namespace

std::string snake_case(const std::string& name) {
  std::string result;
  for (const char c : name) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 && !result.empty()) {
      result += '_';
    }
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

std::string Field::name() const {
  std::string result = path;
  std::replace(result.begin(), result.end(), '.', '_');
  return result;
}

std::vector<Field> fields_of(const Struct& type) {
  std::vector<Field> fields;
  collect(type, "", 0, fields);
  return fields;
}

unsigned bits_of(const Struct& type) {
  unsigned bits = 0;
  for (const Field& field : fields_of(type)) {
    bits += field.bits();
  }
  return bits;
}

const Struct* TypeTable::add(const llvm::DIType* type) {
  type = plain(type);
  if (!is_struct(type)) {
    throw Rejection("a kernel takes and gives a struct, not " + type->getName().str());
  }
  const auto found = known_.find(type);
  if (found != known_.end()) {
    return found->second;
  }
  auto made = std::make_unique<Struct>();
  made->name = snake_case(type->getName().str()) + "_t";
  made->bytes = bytes_of(type);
  for (const llvm::DINode* element : cast<llvm::DICompositeType>(type)->getElements()) {
    const auto* member = dyn_cast<llvm::DIDerivedType>(element);
    if (member != nullptr && member->getTag() == llvm::dwarf::DW_TAG_member &&
        !member->isStaticMember()) {
      add_members(*made, member->getBaseType(), member->getName().str(),
                  static_cast<unsigned>(member->getOffsetInBits() / 8));
    }
  }
  for (const auto& other : structs_) {
    if (other->name == made->name) {
      throw Rejection("two structs are called " + made->name + "; their ports would be one");
    }
  }
  structs_.push_back(std::move(made));
  return known_[type] = structs_.back().get();
}

void TypeTable::add_members(Struct& into, const llvm::DIType* type, const std::string& name,
                            unsigned offset) {
  type = without_array_shell(plain(type));
  if (is_struct(type)) {
    into.members.push_back({name, offset, add(type)});
    return;
  }
  const unsigned bytes = bytes_of(type);
  if (const auto* basic = dyn_cast<llvm::DIBasicType>(type)) {
    const unsigned encoding = basic->getEncoding();
    if (encoding == llvm::dwarf::DW_ATE_float) {
      throw Rejection("member " + name + " of " + into.name + " is a floating-point number");
    }
    const unsigned bits = encoding == llvm::dwarf::DW_ATE_boolean ? 1 : bytes * 8;
    into.members.push_back({name, offset, nullptr, bytes, bits});
    return;
  }
  const auto* composite = dyn_cast<llvm::DICompositeType>(type);
  if (composite != nullptr && composite->getTag() == llvm::dwarf::DW_TAG_enumeration_type) {
    add_enumeration(composite);
    into.members.push_back({name, offset, nullptr, bytes, bytes * 8});
    return;
  }
  if (composite != nullptr && composite->getTag() == llvm::dwarf::DW_TAG_array_type) {
    add_array(into, composite, name, offset);
    return;
  }
  throw Rejection("member " + name + " of " + into.name +
                  " is neither a number, an enum, an array nor a struct of such");
}

void TypeTable::add_array(Struct& into, const llvm::DICompositeType* type, const std::string& name,
                          unsigned offset) {
  const unsigned count = elements_of(type);
  const llvm::DIType* element = without_array_shell(plain(type->getBaseType()));
  if (!is_struct(element)) {
    const std::size_t before = into.members.size();
    add_members(into, element, name, offset);
    if (into.members.size() != before + 1 || into.members.back().count != 1) {
      throw Rejection("member " + name + " of " + into.name + " is an array of arrays");
    }
    into.members.back().count = count;
    return;
  }
  for (unsigned i = 0; i < count; ++i) {
    into.members.push_back(
        {name + std::to_string(i), offset + i * bytes_of(element), add(element)});
  }
}

void TypeTable::add_enumeration(const llvm::DICompositeType* type) {
  const std::string name = type->getName().str();
  for (const Enumeration& known : enumerations_) {
    if (known.name == name) {
      return;
    }
  }
  Enumeration made{name, bytes_of(type) * 8, {}};
  for (const llvm::DINode* element : type->getElements()) {
    const auto* enumerator = cast<llvm::DIEnumerator>(element);
    made.enumerators.push_back(
        {enumerator->getName().str(), enumerator->getValue().getZExtValue()});
  }
  enumerations_.push_back(std::move(made));
}

}  // namespace nicvs::hlsc
