#include "wire/layout_writer.hpp"

#include "calendar/local_time.hpp"
#include "wire/raw_json.hpp"
#include "wire/requested_time.hpp"
#include "wire/strict_json.hpp"

namespace callbackd::wire {
namespace {

constexpr std::string_view kAttributePrefix = "attributes.";

std::string describe_instant(base::Instant at, std::string const& zone_name) {
  auto zone = calendar::Zone::find(zone_name);
  if (!zone) zone = calendar::Zone::find("UTC");
  return zone ? calendar::describe_window(at, std::nullopt, *zone) : base::to_rfc3339(at);
}

std::string describe_phone(core::CallbackDetails const& details) {
  auto const number = base::to_text(details.phone);
  return details.extension.empty() ? number : number + " ext. " + details.extension;
}

}  // namespace

LayoutWriter::LayoutWriter(core::SiteDefinition const& site, std::string_view queue,
                           core::CallbackDetails const* details)
    : site_(site), queue_(site.find_queue(queue)), details_(details) {
  if (queue_ != nullptr && !queue_->layout.empty()) layout_ = site.find_layout(queue_->layout);
}

void LayoutWriter::write(JsonWriter& out, std::string_view name,
                         std::vector<core::LayoutField> core::Layout::* fields) {
  out.begin_array(name);
  if (layout_ != nullptr) {
    for (auto const& field : layout_->*fields) {
      out.begin_object();
      out.text("label", field.label);
      out.text("value", value_of(field.from));
      out.end_object();
    }
  }
  out.end_array();
}

std::string LayoutWriter::value_of(std::string_view from) {
  if (from == "queue") {
    if (queue_ == nullptr) return {};
    return queue_->title.empty() ? queue_->name : queue_->title;
  }
  if (details_ == nullptr) return {};
  if (from.starts_with(kAttributePrefix)) return attribute(from.substr(kAttributePrefix.size()));
  if (from == "contact.name") return details_->name;
  if (from == "contact.phone") return describe_phone(*details_);
  if (from == "contact.email") return details_->email;
  if (from == "contact.locale") return details_->locale;
  if (from == "when") return describe_when(details_->when, site_.company.time_zone);
  if (from == "created_at") return describe_instant(details_->created_at, site_.company.time_zone);
  return {};
}

std::string LayoutWriter::attribute(std::string_view path) const {
  auto const value = find_raw(details_->attributes_json, path);
  // The text is cut to the limit. Attributes that an older version stored may be longer, because
  // that version wrote numbers in a longer form.
  return value ? cut_utf8(raw_plain_text(*value), base::kLimits.attributes_bytes) : std::string{};
}

}  // namespace callbackd::wire
