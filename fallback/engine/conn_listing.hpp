// SPDX-License-Identifier: Apache-2.0
// A conn or template of a table as a row of the listing.
#pragma once

#include "fallback/engine/templates.hpp"
#include "fallback/tables/conn_table.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

// Workers are outside a batch; the position is used.
ConnInfo conn_info(const ConnTable& table, ConnIndex index, Tick now);
// The same of a template, with what its persistence engine knows.
ConnInfo template_info(const Templates& templates, ConnIndex index, Tick now);

}  // namespace nicvs::soft
