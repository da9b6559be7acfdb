// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/emit/module.hpp"

#include <cstdio>

#include "hls/hlsc/emit/signals.hpp"
#include "hls/hlsc/emit/statements.hpp"
#include "hls/hlsc/emit/text.hpp"

namespace nicvs::hlsc {
namespace {

std::string header_text(const Kernel& kernel, const Schedule& schedule) {
  char slowest[16];
  std::snprintf(slowest, sizeof slowest, "%.2f", schedule.slowest_ns);
  const std::string latency = std::to_string(schedule.latency);
  const std::string package = std::string(kPackage) + "::";
  return head("Kernel " + kernel.name + " (k_" + kernel.name + " in hls/kernels) as a pipeline.") +
         "//\n// One result a cycle, " + latency + (schedule.latency == 1 ? " cycle" : " cycles") +
         " after its input; it never stalls. Slowest stage: " + slowest +
         " ns of\n// estimated logic; " + std::to_string(schedule.register_bits) +
         " register bits.\n`default_nettype none\n\nmodule " + module_name(kernel) +
         " (\n  input  logic clk_i,\n  input  logic rst_ni,\n"
         "  input  logic valid_i,\n"
         "  /* verilator lint_off UNUSEDSIGNAL */  // a kernel may ignore parts of its input\n"
         "  input  " +
         package + kernel.input_type->name +
         " in_i,\n  /* verilator lint_on UNUSEDSIGNAL */\n  output logic valid_o,\n  output " +
         package + kernel.output_type->name + " out_o\n);\n  localparam int Latency = " + latency +
         ";\n";
}

// Only the valid bits know of a reset.
std::string valid_text(const Schedule& schedule) {
  const std::string shifted = schedule.latency > 1 ? "{valid_q[Latency-2:0], valid_i}" : "valid_i";
  return "\n  logic [Latency-1:0] valid_q;\n"
         "  always_ff @(posedge clk_i) begin\n"
         "    if (!rst_ni) valid_q <= '0;\n"
         "    else         valid_q <= " +
         shifted +
         ";\n"
         "  end\n"
         "  assign valid_o = valid_q[Latency-1];\n";
}

std::string output_text(const Kernel& kernel, const Schedule& schedule, const Signals& signals) {
  std::string text = "\n  // Output\n  assign out_o = {\n";
  for (std::size_t i = 0; i < kernel.outputs.size(); ++i) {
    const Output& output = kernel.outputs[i];
    const bool is_last = i + 1 == kernel.outputs.size();
    text += "    " + signals.reference(output.value, schedule.latency) + (is_last ? "" : ",") +
            "  // " + output.field.path + "\n";
  }
  return text + "  };\n";
}

}  // namespace

std::string module_name(const Kernel& kernel) { return "nicvs_" + kernel.name; }

std::string module_text(const Kernel& kernel, const Schedule& schedule) {
  const Signals signals(kernel, schedule);
  std::string text = header_text(kernel, schedule) + valid_text(schedule);
  for (unsigned stage = 0; stage < schedule.latency; ++stage) {
    text += stage_text(signals, schedule, stage);
  }
  text += output_text(kernel, schedule, signals);
  return text + "endmodule\n\n`default_nettype wire\n";
}

}  // namespace nicvs::hlsc
