// SPDX-License-Identifier: Apache-2.0
// What software sees of the card: registers, both rings, heartbeat and interrupt.
//
// Records to the host and from it are streams of cells; host memory is one port of cell writes and
// one of cell reads, which a shell turns into its bus. The fields of core_i that belong to this
// module (ring indices, heartbeat, causes, faults of rings) are ignored.
`default_nettype none

module nicvs_boundary (
  input  logic clk_i,
  input  logic rst_ni,
  // AXI4-Lite, as at nicvs_registers.
  input  logic [15:0] s_axil_awaddr_i,
  input  logic s_axil_awvalid_i,
  output logic s_axil_awready_o,
  input  logic [31:0] s_axil_wdata_i,
  input  logic [3:0] s_axil_wstrb_i,
  input  logic s_axil_wvalid_i,
  output logic s_axil_wready_o,
  output logic [1:0] s_axil_bresp_o,
  output logic s_axil_bvalid_o,
  input  logic s_axil_bready_i,
  input  logic [15:0] s_axil_araddr_i,
  input  logic s_axil_arvalid_i,
  output logic s_axil_arready_o,
  output logic [31:0] s_axil_rdata_o,
  output logic [1:0] s_axil_rresp_o,
  output logic s_axil_rvalid_o,
  input  logic s_axil_rready_i,
  output logic interrupt_o,
  // Host memory.
  output logic [63:6] write_address_o,
  output logic [511:0] write_cell_o,
  output logic write_valid_o,
  input  logic write_ready_i,
  output logic [63:6] read_address_o,
  output logic read_valid_o,
  input  logic read_ready_i,
  input  logic [511:0] read_cell_i,
  input  logic read_cell_valid_i,
  // Records to the host.
  input  logic [511:0] host_record_cell_i,
  input  logic host_record_last_i,
  input  logic host_record_valid_i,
  output logic host_record_ready_o,
  // Records from the host.
  output logic [511:0] card_record_cell_o,
  output logic card_record_last_o,
  output logic card_record_error_o,
  output logic card_record_valid_o,
  input  logic card_record_ready_i,
  // The core.
  output nicvs_map_pkg::from_registers_t registers_o,
  /* verilator lint_off UNUSEDSIGNAL */  // what belongs to this module
  input  nicvs_map_pkg::to_registers_t core_i,
  /* verilator lint_on UNUSEDSIGNAL */
  output logic counter_read_o,
  output logic [nicvs_map_pkg::CounterIndexBits-1:0] counter_index_o,
  input  logic counter_valid_i,
  input  logic [63:0] counter_value_i,
  // Pulses to be counted.
  output logic record_stored_o,
  output logic record_dropped_o,
  output logic [7:0] dropped_kind_o,
  output logic record_taken_o
);
  nicvs_map_pkg::to_registers_t to_registers;
  logic [23:0] host_tail, card_head;
  logic moved_tail, moved_head, host_index_fault, card_index_fault, card_record_fault;

  // Heartbeat.
  logic [9:0] cycle_q;
  logic [30:0] beat_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      cycle_q <= '0;
      beat_q <= '0;
    end else begin
      cycle_q <= cycle_q + 10'd1;
      if (cycle_q == '1) beat_q <= beat_q + 31'd1;
    end
  end

  always_comb begin
    to_registers = core_i;
    to_registers.heartbeat.count = beat_q;
    to_registers.host_ring_tail.index = host_tail;
    to_registers.card_ring_head.index = card_head;
    to_registers.irq_status.host_ring = moved_tail;
    to_registers.irq_status.card_ring = moved_head;
    to_registers.irq_status.fault = host_index_fault || card_index_fault || card_record_fault;
    to_registers.faults.host_ring_index = host_index_fault;
    to_registers.faults.card_ring_index = card_index_fault;
    to_registers.faults.card_ring_record = card_record_fault;
  end

  nicvs_registers u_registers (
    .clk_i, .rst_ni,
    .s_axil_awaddr_i, .s_axil_araddr_i, .s_axil_awvalid_i, .s_axil_awready_o, .s_axil_wdata_i,
    .s_axil_wstrb_i, .s_axil_wvalid_i, .s_axil_wready_o, .s_axil_bresp_o, .s_axil_bvalid_o,
    .s_axil_bready_i, .s_axil_arvalid_i, .s_axil_arready_o, .s_axil_rdata_o, .s_axil_rresp_o,
    .s_axil_rvalid_o, .s_axil_rready_i,
    .registers_o, .core_i(to_registers),
    .counter_read_o, .counter_index_o, .counter_valid_i, .counter_value_i, .interrupt_o
  );

  nicvs_host_ring u_host_ring (
    .clk_i, .rst_ni,
    .base_i({registers_o.host_ring_base_high.address, registers_o.host_ring_base_low.address[31:6]}),
    .size_log2_i(registers_o.host_ring_size.cells_log2),
    .head_i(registers_o.host_ring_head.index),
    .status_base_i({registers_o.ring_status_high.address, registers_o.ring_status_low.address[31:6]}),
    .card_head_i(card_head),
    .record_cell_i(host_record_cell_i), .record_last_i(host_record_last_i),
    .record_valid_i(host_record_valid_i), .record_ready_o(host_record_ready_o),
    .write_address_o, .write_cell_o, .write_valid_o, .write_ready_i,
    .tail_o(host_tail), .moved_tail_o(moved_tail), .moved_card_head_o(moved_head),
    .stored_o(record_stored_o), .dropped_o(record_dropped_o), .dropped_kind_o,
    .index_fault_o(host_index_fault)
  );

  nicvs_card_ring u_card_ring (
    .clk_i, .rst_ni,
    .base_i({registers_o.card_ring_base_high.address, registers_o.card_ring_base_low.address[31:6]}),
    .size_log2_i(registers_o.card_ring_size.cells_log2),
    .tail_i(registers_o.card_ring_tail.index),
    .read_address_o, .read_valid_o, .read_ready_i, .read_cell_i, .read_cell_valid_i,
    .record_cell_o(card_record_cell_o), .record_last_o(card_record_last_o),
    .record_error_o(card_record_error_o), .record_valid_o(card_record_valid_o),
    .record_ready_i(card_record_ready_i),
    .head_o(card_head), .taken_o(record_taken_o), .index_fault_o(card_index_fault),
    .record_fault_o(card_record_fault)
  );
endmodule

`default_nettype wire
