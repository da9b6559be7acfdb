// SPDX-License-Identifier: Apache-2.0
#include "host/config/lvs_cf.hpp"

#include <cerrno>
#include <utility>

#include "host/config/keys.hpp"
#include "host/config/tokens.hpp"

namespace nicvs::config {
namespace {

enum class Level { Global, Service, Server };

class Parser {
 public:
  explicit Parser(std::string file) { outcome_.config.file = std::move(file); }

  ParseOutcome run(std::string_view text) {
    while (!text.empty() && outcome_.errors.size() < kMaxErrors) {
      ++line_;
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      take_line(line);
    }
    if (level_ != Level::Global) {
      report("unexpected end of file: expected `}' for the block of line " +
             std::to_string(level_ == Level::Server ? server_.origin.line : service_.origin.line));
    }
    if (!has_content_ && outcome_.errors.empty()) {
      line_ = 0;
      report("Empty configuration: expected at least one line");
    }
    return std::move(outcome_);
  }

 private:
  void report(std::string text) {
    outcome_.errors.push_back({outcome_.config.file, line_, std::move(text)});
  }

  void take_line(std::string_view line) {
    auto tokens = tokenize(line);
    if (!tokens) return report(tokens.error().text);
    if (tokens->empty()) return;
    has_content_ = true;
    if (tokens->size() == 1 && tokens->front().is("}")) return end_block();
    if (tokens->back().is("{")) return begin_block(*tokens);
    take_assignment(*std::move(tokens));
  }

  void begin_block(const std::vector<Token>& tokens) {
    if (tokens.size() != 3) {
      return report(
          "unexpected arguments: expected `virtual NAME {', `failover NAME {' or "
          "`server NAME {'");
    }
    const std::string& kind = tokens[0].text;
    const bool is_service = kind == "virtual" || kind == "failover";
    if (is_service && level_ == Level::Global) return begin_service(kind, tokens[1].text);
    if (kind == "server" && level_ == Level::Service) {
      server_ = ServerBlock{};
      server_.name = tokens[1].text;
      server_.origin.line = line_;
      level_ = Level::Server;
      return;
    }
    report("unknown command `" + kind + "': expected " +
           (level_ == Level::Global    ? "`virtual' or `failover'"
            : level_ == Level::Service ? "`server'"
                                       : "no further block") +
           " here");
  }

  void begin_service(const std::string& kind, const std::string& name) {
    service_ = VirtualBlock{};
    service_.name = name;
    service_.origin.line = line_;
    is_failover_ = kind == "failover";
    level_ = Level::Service;
    const auto& others = is_failover_ ? outcome_.config.virtuals : outcome_.config.failovers;
    if (!others.empty()) report("Cannot use both virtual AND failover services");
  }

  void end_block() {
    if (level_ == Level::Global)
      return report("unknown command `}': expected no block to end here");
    if (level_ == Level::Server) {
      service_.servers.push_back(std::exchange(server_, {}));
      level_ = Level::Service;
      return;
    }
    (is_failover_ ? outcome_.config.failovers : outcome_.config.virtuals)
        .push_back(std::exchange(service_, {}));
    level_ = Level::Global;
  }

  void take_assignment(std::vector<Token> tokens) {
    const std::string key = tokens[0].text;
    if (tokens.size() < 2 || !tokens[1].is("=")) {
      return report("equal (=) expected after command `" + key + "'");
    }
    tokens.erase(tokens.begin(), tokens.begin() + 2);
    Status status;
    switch (level_) {
      case Level::Global:
        status = take_key(outcome_.config.global, key, tokens);
        break;
      case Level::Service:
        status = take_key(service_, key, tokens);
        break;
      case Level::Server:
        status = take_key(server_, key, tokens);
        break;
    }
    if (!status) report(status.error().text);
  }

  template <class Block>
  Status take_key(Block& block, const std::string& key, const std::vector<Token>& values) {
    if (block.origin.is_set(key)) {
      return Error{EINVAL, "unexpected arguments: " + key + " is already set in line " +
                               std::to_string(block.origin.line_of(key))};
    }
    Status status = set_key(block, key, values);
    if (status) block.origin.key_lines[key] = line_;
    return status;
  }

  ParseOutcome outcome_;
  unsigned line_ = 0;
  Level level_ = Level::Global;
  VirtualBlock service_;
  ServerBlock server_;
  bool is_failover_ = false;
  bool has_content_ = false;
};

}  // namespace

ParseOutcome parse_lvs_cf(std::string_view text, std::string file) {
  return Parser(std::move(file)).run(text);
}

}  // namespace nicvs::config
