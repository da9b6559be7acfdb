// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/emit/package.hpp"

#include "hls/hlsc/emit/text.hpp"

namespace nicvs::hlsc {
namespace {

std::string enumeration_text(const Enumeration& enumeration) {
  std::string text = "  // " + enumeration.name + "\n";
  for (const Enumerator& one : enumeration.enumerators) {
    const std::string name =
        enumeration.name +
        (one.name.ends_with("_") ? one.name.substr(0, one.name.size() - 1) : one.name);
    text += "  localparam logic " + range(enumeration.bits) + name + " = " +
            std::to_string(enumeration.bits) + "'d" + std::to_string(one.value) + ";\n";
  }
  return text + "\n";
}

std::string member_text(const Member& member) {
  if (member.type != nullptr) {
    return "    " + member.type->name + " " + identifier(member.name) + ";\n";
  }
  std::string text =
      "    logic " + range(member.element_bits * member.count) + identifier(member.name) + ";";
  if (member.count > 1) {
    text += "  // " + std::to_string(member.count) + " of " + std::to_string(member.element_bits) +
            " bits, the first in the lowest";
  }
  return text + "\n";
}

std::string struct_text(const Struct& type) {
  std::string text = "  typedef struct packed {  // " + std::to_string(bits_of(type)) + " bits\n";
  for (const Member& member : type.members) {
    text += member_text(member);
  }
  return text + "  } " + type.name + ";\n\n";
}

}  // namespace

std::string package_text(const TypeTable& types) {
  std::string text = head(
      "Types of the kernels' ports: the structs of hls/include/nicvs/dp and "
      "hls/kernels.");
  text += "`default_nettype none\n\npackage " + std::string(kPackage) +
          ";\n  /* verilator lint_off UNUSEDPARAM */\n\n";
  for (const Enumeration& enumeration : types.enumerations()) {
    text += enumeration_text(enumeration);
  }
  for (const auto& type : types.structs()) {
    text += struct_text(*type);
  }
  return text + "  /* verilator lint_on UNUSEDPARAM */\nendpackage\n\n`default_nettype wire\n";
}

}  // namespace nicvs::hlsc
