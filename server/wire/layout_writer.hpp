// LayoutWriter writes the lists of fields that an administrator has defined for agents
// (notification, case information, callback information). The values come from a callback's
// details. The function that writes a message makes the LayoutWriter on its stack, on one thread.
// Internal to wire.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "core/messages/details.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::wire {

class LayoutWriter {
 public:
  // `site` and `details` must outlive the writer. `details` may be null; then every value except
  // the queue is empty.
  LayoutWriter(core::SiteDefinition const& site, std::string_view queue,
               core::CallbackDetails const* details);

  // Writes a list of the form [{label, value}] as a member. `name` is the name of this member.
  // `fields` is one of the three lists of core::Layout.
  void write(JsonWriter& out, std::string_view name,
             std::vector<core::LayoutField> core::Layout::* fields);

 private:
  std::string value_of(std::string_view from);
  std::string attribute(std::string_view path) const;

  core::SiteDefinition const& site_;
  core::Queue const* queue_;
  core::Layout const* layout_ = nullptr;
  core::CallbackDetails const* details_;
};

}  // namespace callbackd::wire
