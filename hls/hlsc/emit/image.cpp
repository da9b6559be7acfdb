// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/emit/module.hpp"
#include "hls/hlsc/emit/text.hpp"

namespace nicvs::hlsc {
namespace {

std::string part(const std::string& word, unsigned low, unsigned width) {
  return word + "[" + std::to_string(low + width - 1) + ":" + std::to_string(low) + "]";
}

// The members of a packed struct, from an image of memory. One by one: a simulator would copy one
// long concatenation to wherever a member is used.
std::string unpacked(const Struct& type) {
  std::string text = "  always_comb begin\n";
  unsigned end = bits_of(type);
  for (const Field& field : fields_of(type)) {
    end -= field.bits();
    for (unsigned e = 0; e < field.count; ++e) {
      const unsigned low = (field.offset + e * field.element_bytes) * 8;
      text += "    " + part("operands", end + e * field.element_bits, field.element_bits) + " = " +
              part("in_i", low, field.element_bits) + ";\n";
    }
  }
  return text + "  end\n";
}

// An image of memory, from the members of a packed struct, and which of its bits are not padding.
std::string packed(const Struct& type) {
  std::string text = "  always_comb begin\n    out_o = '0;\n    used_o = '0;\n";
  unsigned end = bits_of(type);
  for (const Field& field : fields_of(type)) {
    end -= field.bits();
    for (unsigned e = 0; e < field.count; ++e) {
      const unsigned low = (field.offset + e * field.element_bytes) * 8;
      text += "    " + part("out_o", low, field.element_bits) + " = " +
              part("result", end + e * field.element_bits, field.element_bits) + ";\n    " +
              part("used_o", low, field.element_bits) + " = '1;\n";
    }
  }
  return text + "  end\n";
}

}  // namespace

std::string image_text(const Kernel& kernel) {
  const std::string package = std::string(kPackage) + "::";
  return head("Bench of kernel " + kernel.name +
              ": its ports are the C++ structs as they are in memory.") +
         "`default_nettype none\n\nmodule " + module_name(kernel) +
         "_image (\n  input  logic clk_i,\n  input  logic rst_ni,\n  input  logic valid_i,\n"
         "  /* verilator lint_off UNUSEDSIGNAL */  // padding\n  input  logic " +
         range(kernel.input_type->bytes * 8) +
         "in_i,\n  /* verilator lint_on UNUSEDSIGNAL */\n  output logic valid_o,\n  output logic " +
         range(kernel.output_type->bytes * 8) + "out_o,\n  output logic " +
         range(kernel.output_type->bytes * 8) +
         "used_o  // bits of out_o that are not padding\n);\n  " + package +
         kernel.input_type->name + " operands;\n" + unpacked(*kernel.input_type) + "\n  " +
         package + kernel.output_type->name + " result;\n  " + module_name(kernel) +
         " kernel (\n    .clk_i, .rst_ni, .valid_i, .in_i(operands), .valid_o, .out_o(result)\n"
         "  );\n\n" +
         packed(*kernel.output_type) + "endmodule\n\n`default_nettype wire\n";
}

}  // namespace nicvs::hlsc
