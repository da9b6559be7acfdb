// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit.
//
// AXI4-Lite slave of the register window, 32 bits of data, one access at a time.
//
// A read takes 5 cycles from arvalid to rvalid, a write 4 to bvalid; reads and writes that wait take
// turns. Errors answer SLVERR and change nothing: an address without a register, a write to a
// register without a writable field, a counter that did not come within 64 cycles.
// Reads of a counter's low word fetch all 64 bits by the port counter; the high word is that of the
// last low word. interrupt_o is a level. Registers keep their values in a soft reset.
`default_nettype none

module nicvs_registers (
  input  logic clk_i,
  input  logic rst_ni,
  // AXI4-Lite.
  /* verilator lint_off UNUSEDSIGNAL */  // accesses are words
  input  logic [15:0] s_axil_awaddr_i,
  input  logic [15:0] s_axil_araddr_i,
  /* verilator lint_on UNUSEDSIGNAL */
  input  logic s_axil_awvalid_i,
  output logic s_axil_awready_o,
  input  logic [31:0] s_axil_wdata_i,
  input  logic [3:0] s_axil_wstrb_i,
  input  logic s_axil_wvalid_i,
  output logic s_axil_wready_o,
  output logic [1:0] s_axil_bresp_o,
  output logic s_axil_bvalid_o,
  input  logic s_axil_bready_i,
  input  logic s_axil_arvalid_i,
  output logic s_axil_arready_o,
  output logic [31:0] s_axil_rdata_o,
  output logic [1:0] s_axil_rresp_o,
  output logic s_axil_rvalid_o,
  input  logic s_axil_rready_i,
  // The core.
  output nicvs_map_pkg::from_registers_t registers_o,
  input  nicvs_map_pkg::to_registers_t core_i,
  // Counters: an index is asked for until its value comes.
  output logic counter_read_o,
  output logic [6:0] counter_index_o,
  input  logic counter_valid_i,
  input  logic [63:0] counter_value_i,
  // Level, while a cause is set and enabled.
  output logic interrupt_o
);
  localparam logic [1:0] RespOkay = 2'b00;
  localparam logic [1:0] RespSlverr = 2'b10;

  localparam logic [2:0] StIdle = 3'd0;
  localparam logic [2:0] StDecode = 3'd1;
  localparam logic [2:0] StAccess = 3'd2;
  localparam logic [2:0] StJoin = 3'd3;
  localparam logic [2:0] StCounter = 3'd4;
  localparam logic [2:0] StRespond = 3'd5;

  logic [2:0] state_q;
  logic is_write_q, prefers_read_q, is_error_q;
  logic [15:2] address_q;
  logic [31:0] wdata_q, rdata_q, counter_high_q;
  logic [3:0] wstrb_q;
  logic [5:0] patience_q;
  logic [35:0] select_d, select_q;  // which word; one at most
  logic is_counter_d, is_counter_q;

  logic takes_read, takes_write;
  assign takes_write = state_q == StIdle && s_axil_awvalid_i && s_axil_wvalid_i &&
                       !(s_axil_arvalid_i && prefers_read_q);
  assign takes_read = state_q == StIdle && s_axil_arvalid_i && !takes_write;
  assign s_axil_awready_o = takes_write;
  assign s_axil_wready_o = takes_write;
  assign s_axil_arready_o = takes_read;

  logic write;  // the cycle in which a register takes wdata_q
  assign write = state_q == StAccess && is_write_q;
  logic [31:0] strobe;
  assign strobe = {{8{wstrb_q[3]}}, {8{wstrb_q[2]}}, {8{wstrb_q[1]}}, {8{wstrb_q[0]}}};

  // Decoding.
  localparam logic [35:0] Writable = 36'heeffb9007;
  assign select_d[0] = address_q == 14'h1;  // IRQ_GLOBAL_ENABLE
  assign select_d[1] = address_q == 14'h2;  // IRQ_ENABLE
  assign select_d[2] = address_q == 14'h3;  // IRQ_STATUS
  assign select_d[3] = address_q == 14'h4;  // ID
  assign select_d[4] = address_q == 14'h5;  // MAP_VERSION
  assign select_d[5] = address_q == 14'h8;  // CONN_SLOTS
  assign select_d[6] = address_q == 14'h9;  // SERVICE_SLOTS
  assign select_d[7] = address_q == 14'ha;  // DEST_SLOTS
  assign select_d[8] = address_q == 14'hb;  // NEXT_HOP_SLOTS
  assign select_d[9] = address_q == 14'hc;  // SCHED_SLOTS
  assign select_d[10] = address_q == 14'hd;  // PORTS
  assign select_d[11] = address_q == 14'he;  // CLOCK
  assign select_d[12] = address_q == 14'h10;  // CTRL
  assign select_d[13] = address_q == 14'h11;  // STATUS
  assign select_d[14] = address_q == 14'h12;  // HEARTBEAT
  assign select_d[15] = address_q == 14'h13;  // SCRATCH
  assign select_d[16] = address_q == 14'h14;  // FAULTS
  assign select_d[17] = address_q == 14'h15;  // AGE_TICK
  assign select_d[18] = address_q == 14'h16;  // CONN_COUNT
  assign select_d[19] = address_q == 14'h17;  // SETTINGS
  assign select_d[20] = address_q == 14'h18;  // HASH_KEY 0
  assign select_d[21] = address_q == 14'h19;  // HASH_KEY 1
  assign select_d[22] = address_q == 14'h1a;  // HASH_KEY 2
  assign select_d[23] = address_q == 14'h1b;  // HASH_KEY 3
  assign select_d[24] = address_q == 14'h40;  // HOST_RING_BASE_LOW
  assign select_d[25] = address_q == 14'h41;  // HOST_RING_BASE_HIGH
  assign select_d[26] = address_q == 14'h42;  // HOST_RING_SIZE
  assign select_d[27] = address_q == 14'h43;  // HOST_RING_HEAD
  assign select_d[28] = address_q == 14'h44;  // HOST_RING_TAIL
  assign select_d[29] = address_q == 14'h48;  // CARD_RING_BASE_LOW
  assign select_d[30] = address_q == 14'h49;  // CARD_RING_BASE_HIGH
  assign select_d[31] = address_q == 14'h4a;  // CARD_RING_SIZE
  assign select_d[32] = address_q == 14'h4b;  // CARD_RING_HEAD
  assign select_d[33] = address_q == 14'h4c;  // CARD_RING_TAIL
  assign select_d[34] = address_q == 14'h50;  // RING_STATUS_LOW
  assign select_d[35] = address_q == 14'h51;  // RING_STATUS_HIGH

  // Reading.
  logic [31:0] group0_q;
  logic [31:0] group1_q;
  logic [31:0] group2_q;
  logic [31:0] group3_q;
  always_ff @(posedge clk_i) begin
    group0_q <= ({32{select_q[0]}} & {31'h0, registers_o.irq_global_enable.enable}) |
                 ({32{select_q[1]}} & {29'h0, registers_o.irq_enable.fault, registers_o.irq_enable.card_ring, registers_o.irq_enable.host_ring}) |
                 ({32{select_q[2]}} & {29'h0, irq_status_fault_q, irq_status_card_ring_q, irq_status_host_ring_q}) |
                 ({32{select_q[3]}} & {32'h4e494356}) |
                 ({32{select_q[4]}} & {1'h0, 15'h32c2, 16'h1}) |
                 ({32{select_q[5]}} & {7'h0, core_i.conn_slots.value}) |
                 ({32{select_q[6]}} & {16'h0, core_i.service_slots.value}) |
                 ({32{select_q[7]}} & {16'h0, core_i.dest_slots.value});
    group1_q <= ({32{select_q[8]}} & {16'h0, core_i.next_hop_slots.value}) |
                 ({32{select_q[9]}} & {15'h0, core_i.sched_slots.value}) |
                 ({32{select_q[10]}} & {29'h0, core_i.ports.count}) |
                 ({32{select_q[11]}} & {12'h0, core_i.clock.khz}) |
                 ({32{select_q[12]}} & {23'h0, 1'h0, 6'h0, registers_o.ctrl.ager_enable, registers_o.ctrl.enable}) |
                 ({32{select_q[13]}} & {30'h0, core_i.status.idle, core_i.status.resetting}) |
                 ({32{select_q[14]}} & {1'h0, core_i.heartbeat.count}) |
                 ({32{select_q[15]}} & {registers_o.scratch.value});
    group2_q <= ({32{select_q[16]}} & {29'h0, faults_card_ring_record_q, faults_card_ring_index_q, faults_host_ring_index_q}) |
                 ({32{select_q[17]}} & {2'h0, registers_o.age_tick.cycles}) |
                 ({32{select_q[18]}} & {7'h0, core_i.conn_count.entries}) |
                 ({32{select_q[19]}} & {26'h0, registers_o.settings.conn_reuse_mode, registers_o.settings.pmtu_discovery, registers_o.settings.secure_tcp, registers_o.settings.sloppy_sctp, registers_o.settings.sloppy_tcp}) |
                 ({32{select_q[24]}} & {registers_o.host_ring_base_low.address}) |
                 ({32{select_q[25]}} & {registers_o.host_ring_base_high.address}) |
                 ({32{select_q[26]}} & {27'h0, registers_o.host_ring_size.cells_log2}) |
                 ({32{select_q[27]}} & {8'h0, registers_o.host_ring_head.index});
    group3_q <= ({32{select_q[28]}} & {8'h0, core_i.host_ring_tail.index}) |
                 ({32{select_q[29]}} & {registers_o.card_ring_base_low.address}) |
                 ({32{select_q[30]}} & {registers_o.card_ring_base_high.address}) |
                 ({32{select_q[31]}} & {27'h0, registers_o.card_ring_size.cells_log2}) |
                 ({32{select_q[32]}} & {8'h0, core_i.card_ring_head.index}) |
                 ({32{select_q[33]}} & {8'h0, registers_o.card_ring_tail.index}) |
                 ({32{select_q[34]}} & {registers_o.ring_status_low.address}) |
                 ({32{select_q[35]}} & {registers_o.ring_status_high.address});
  end
  logic [31:0] joined;
  assign joined = group0_q | group1_q | group2_q | group3_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      prefers_read_q <= 1'b0;
      counter_high_q <= '0;
    end else begin
      case (state_q)
        // StIdle: no access is under way.
        StIdle: begin
          is_write_q <= takes_write;
          address_q <= takes_write ? s_axil_awaddr_i[15:2] : s_axil_araddr_i[15:2];
          wdata_q <= s_axil_wdata_i;
          wstrb_q <= s_axil_wstrb_i;
          patience_q <= '1;
          if (takes_write || takes_read) begin
            state_q <= StDecode;
            prefers_read_q <= takes_write;
          end
        end
        // StDecode: the address becomes one bit for each word.
        StDecode: begin
          select_q <= select_d;
          is_counter_q <= is_counter_d;
          state_q <= StAccess;
        end
        // StAccess: a register is written, or the words of each group are joined.
        StAccess: begin
          is_error_q <= is_write_q ? !(|(select_q & Writable)) : !(|select_q || is_counter_q);
          state_q <= is_write_q                      ? StRespond
                     : is_counter_q && !address_q[2] ? StCounter
                                                     : StJoin;
        end
        // StJoin: the groups are joined.
        StJoin: begin
          rdata_q <= is_counter_q ? counter_high_q : joined;
          state_q <= StRespond;
        end
        // StCounter: the core fetches a counter.
        StCounter: begin
          patience_q <= patience_q - 6'd1;
          rdata_q <= counter_valid_i ? counter_value_i[31:0] : 32'h0;
          if (counter_valid_i) counter_high_q <= counter_value_i[63:32];
          if (patience_q == '0) is_error_q <= !counter_valid_i;
          if (counter_valid_i || patience_q == '0) state_q <= StRespond;
        end
        // StRespond: the answer waits for the bus.
        StRespond: if (is_write_q ? s_axil_bready_i : s_axil_rready_i) state_q <= StIdle;
        default: state_q <= StIdle;
      endcase
    end
  end

  assign s_axil_bvalid_o = state_q == StRespond && is_write_q;
  assign s_axil_rvalid_o = state_q == StRespond && !is_write_q;
  assign s_axil_bresp_o = is_error_q ? RespSlverr : RespOkay;
  assign s_axil_rresp_o = is_error_q ? RespSlverr : RespOkay;
  assign s_axil_rdata_o = rdata_q;

  assign is_counter_d = address_q[15:10] == 6'h4 && address_q[9:3] < 7'd87;
  assign counter_read_o = state_q == StCounter;
  assign counter_index_o = address_q[9:3];

  // Writing.
  logic irq_status_host_ring_q;
  logic irq_status_card_ring_q;
  logic irq_status_fault_q;
  logic faults_host_ring_index_q;
  logic faults_card_ring_index_q;
  logic faults_card_ring_record_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      registers_o.irq_global_enable.enable <= 1'h0;
      registers_o.irq_enable.host_ring <= 1'h0;
      registers_o.irq_enable.card_ring <= 1'h0;
      registers_o.irq_enable.fault <= 1'h0;
      irq_status_host_ring_q <= 1'h0;
      irq_status_card_ring_q <= 1'h0;
      irq_status_fault_q <= 1'h0;
      registers_o.ctrl.enable <= 1'h0;
      registers_o.ctrl.ager_enable <= 1'h0;
      registers_o.ctrl.soft_reset <= 1'h0;
      registers_o.scratch.value <= 32'h0;
      faults_host_ring_index_q <= 1'h0;
      faults_card_ring_index_q <= 1'h0;
      faults_card_ring_record_q <= 1'h0;
      registers_o.age_tick.cycles <= 30'h4cd5886;
      registers_o.settings.sloppy_tcp <= 1'h0;
      registers_o.settings.sloppy_sctp <= 1'h0;
      registers_o.settings.secure_tcp <= 1'h0;
      registers_o.settings.pmtu_discovery <= 1'h1;
      registers_o.settings.conn_reuse_mode <= 2'h1;
      registers_o.hash_key.word <= 128'h0;
      registers_o.host_ring_base_low.address <= 32'h0;
      registers_o.host_ring_base_high.address <= 32'h0;
      registers_o.host_ring_size.cells_log2 <= 5'h0;
      registers_o.host_ring_head.index <= 24'h0;
      registers_o.card_ring_base_low.address <= 32'h0;
      registers_o.card_ring_base_high.address <= 32'h0;
      registers_o.card_ring_size.cells_log2 <= 5'h0;
      registers_o.card_ring_tail.index <= 24'h0;
      registers_o.ring_status_low.address <= 32'h0;
      registers_o.ring_status_high.address <= 32'h0;
    end else begin
      if (write && select_q[0]) begin
        registers_o.irq_global_enable.enable <= (wdata_q[0] & strobe[0]) | (registers_o.irq_global_enable.enable & ~strobe[0]);
      end
      if (write && select_q[1]) begin
        registers_o.irq_enable.host_ring <= (wdata_q[0] & strobe[0]) | (registers_o.irq_enable.host_ring & ~strobe[0]);
      end
      if (write && select_q[1]) begin
        registers_o.irq_enable.card_ring <= (wdata_q[1] & strobe[1]) | (registers_o.irq_enable.card_ring & ~strobe[1]);
      end
      if (write && select_q[1]) begin
        registers_o.irq_enable.fault <= (wdata_q[2] & strobe[2]) | (registers_o.irq_enable.fault & ~strobe[2]);
      end
      irq_status_host_ring_q <= core_i.irq_status.host_ring ||
          (irq_status_host_ring_q && !(write && select_q[2] && strobe[0] && wdata_q[0]));
      irq_status_card_ring_q <= core_i.irq_status.card_ring ||
          (irq_status_card_ring_q && !(write && select_q[2] && strobe[1] && wdata_q[1]));
      irq_status_fault_q <= core_i.irq_status.fault ||
          (irq_status_fault_q && !(write && select_q[2] && strobe[2] && wdata_q[2]));
      if (write && select_q[12]) begin
        registers_o.ctrl.enable <= (wdata_q[0] & strobe[0]) | (registers_o.ctrl.enable & ~strobe[0]);
      end
      if (write && select_q[12]) begin
        registers_o.ctrl.ager_enable <= (wdata_q[1] & strobe[1]) | (registers_o.ctrl.ager_enable & ~strobe[1]);
      end
      registers_o.ctrl.soft_reset <= write && select_q[12] && strobe[8] && wdata_q[8];
      if (write && select_q[15]) begin
        registers_o.scratch.value <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.scratch.value & ~strobe[31:0]);
      end
      faults_host_ring_index_q <= core_i.faults.host_ring_index ||
          (faults_host_ring_index_q && !(write && select_q[16] && strobe[0] && wdata_q[0]));
      faults_card_ring_index_q <= core_i.faults.card_ring_index ||
          (faults_card_ring_index_q && !(write && select_q[16] && strobe[1] && wdata_q[1]));
      faults_card_ring_record_q <= core_i.faults.card_ring_record ||
          (faults_card_ring_record_q && !(write && select_q[16] && strobe[2] && wdata_q[2]));
      if (write && select_q[17]) begin
        registers_o.age_tick.cycles <= (wdata_q[29:0] & strobe[29:0]) | (registers_o.age_tick.cycles & ~strobe[29:0]);
      end
      if (write && select_q[19]) begin
        registers_o.settings.sloppy_tcp <= (wdata_q[0] & strobe[0]) | (registers_o.settings.sloppy_tcp & ~strobe[0]);
      end
      if (write && select_q[19]) begin
        registers_o.settings.sloppy_sctp <= (wdata_q[1] & strobe[1]) | (registers_o.settings.sloppy_sctp & ~strobe[1]);
      end
      if (write && select_q[19]) begin
        registers_o.settings.secure_tcp <= (wdata_q[2] & strobe[2]) | (registers_o.settings.secure_tcp & ~strobe[2]);
      end
      if (write && select_q[19]) begin
        registers_o.settings.pmtu_discovery <= (wdata_q[3] & strobe[3]) | (registers_o.settings.pmtu_discovery & ~strobe[3]);
      end
      if (write && select_q[19]) begin
        registers_o.settings.conn_reuse_mode <= (wdata_q[5:4] & strobe[5:4]) | (registers_o.settings.conn_reuse_mode & ~strobe[5:4]);
      end
      if (write && select_q[20]) begin
        registers_o.hash_key.word[0 +: 32] <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.hash_key.word[0 +: 32] & ~strobe[31:0]);
      end
      if (write && select_q[21]) begin
        registers_o.hash_key.word[32 +: 32] <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.hash_key.word[32 +: 32] & ~strobe[31:0]);
      end
      if (write && select_q[22]) begin
        registers_o.hash_key.word[64 +: 32] <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.hash_key.word[64 +: 32] & ~strobe[31:0]);
      end
      if (write && select_q[23]) begin
        registers_o.hash_key.word[96 +: 32] <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.hash_key.word[96 +: 32] & ~strobe[31:0]);
      end
      if (write && select_q[24]) begin
        registers_o.host_ring_base_low.address <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.host_ring_base_low.address & ~strobe[31:0]);
      end
      if (write && select_q[25]) begin
        registers_o.host_ring_base_high.address <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.host_ring_base_high.address & ~strobe[31:0]);
      end
      if (write && select_q[26]) begin
        registers_o.host_ring_size.cells_log2 <= (wdata_q[4:0] & strobe[4:0]) | (registers_o.host_ring_size.cells_log2 & ~strobe[4:0]);
      end
      if (write && select_q[27]) begin
        registers_o.host_ring_head.index <= (wdata_q[23:0] & strobe[23:0]) | (registers_o.host_ring_head.index & ~strobe[23:0]);
      end
      if (write && select_q[29]) begin
        registers_o.card_ring_base_low.address <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.card_ring_base_low.address & ~strobe[31:0]);
      end
      if (write && select_q[30]) begin
        registers_o.card_ring_base_high.address <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.card_ring_base_high.address & ~strobe[31:0]);
      end
      if (write && select_q[31]) begin
        registers_o.card_ring_size.cells_log2 <= (wdata_q[4:0] & strobe[4:0]) | (registers_o.card_ring_size.cells_log2 & ~strobe[4:0]);
      end
      if (write && select_q[33]) begin
        registers_o.card_ring_tail.index <= (wdata_q[23:0] & strobe[23:0]) | (registers_o.card_ring_tail.index & ~strobe[23:0]);
      end
      if (write && select_q[34]) begin
        registers_o.ring_status_low.address <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.ring_status_low.address & ~strobe[31:0]);
      end
      if (write && select_q[35]) begin
        registers_o.ring_status_high.address <= (wdata_q[31:0] & strobe[31:0]) | (registers_o.ring_status_high.address & ~strobe[31:0]);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    interrupt_o <= rst_ni && registers_o.irq_global_enable.enable &&
        ((irq_status_host_ring_q && registers_o.irq_enable.host_ring) ||
         (irq_status_card_ring_q && registers_o.irq_enable.card_ring) ||
         (irq_status_fault_q && registers_o.irq_enable.fault));
  end
endmodule

`default_nettype wire
