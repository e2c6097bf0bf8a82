package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.fleet.BusPicture;
import io.luoledger.view.JsonOutput;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Both topologies of a live update as JSON. */
final class BusJson {
    private BusJson() {}

    static void write(JsonGenerator out, BusPicture picture) throws IOException {
        JsonOutput.array(out, "before", picture.before(), BusJson::function);
        JsonOutput.array(out, "after", picture.after(), BusJson::function);
        JsonOutput.array(out, "joins", picture.joins(), (json, join) -> {
            json.writeStartObject();
            json.writeStringField("identity", join.identity().toString());
            address(json, "before", join.before());
            address(json, "after", join.after());
            json.writeStringField("placement", join.placement());
            json.writeBooleanField("preserved", join.preserved());
            json.writeStringField("cause", join.cause());
            json.writeEndObject();
        });
    }

    private static void address(JsonGenerator out, String name, @Nullable PciAddress address) throws IOException {
        if (address != null) {
            out.writeStringField(name, address.toString());
        }
    }

    private static void function(JsonGenerator out, BusPicture.Function function) throws IOException {
        PciIdentity identity = function.identity();
        out.writeStartObject();
        out.writeNumberField(
                "segment", Integer.toUnsignedLong(function.address().segment()));
        out.writeStringField("bdf", function.address().bdfText());
        out.writeStringField("identity", identity.toString());
        if (!identity.path().isEmpty()) {
            out.writeStringField(
                    "path",
                    identity.path().stream()
                            .map(devfn -> "%02x.%x".formatted(devfn >>> 3, devfn & 7))
                            .collect(Collectors.joining("/")));
        }
        out.writeStringField("vendor", "%04x".formatted(identity.vendor()));
        out.writeStringField("device", "%04x".formatted(identity.device()));
        Integer classCode = function.told().classCode();
        if (classCode != null) {
            out.writeStringField("class", "0x%06x".formatted(classCode));
        }
        BridgeBuses bridge = function.told().bridge();
        if (bridge != null) {
            out.writeObjectFieldStart("bridge");
            out.writeNumberField("primary", bridge.primary());
            out.writeNumberField("secondary", bridge.secondary());
            out.writeNumberField("subordinate", bridge.subordinate());
            out.writeEndObject();
        }
        if (function.driver() != null) {
            out.writeStringField("driver", function.driver());
        }
        out.writeBooleanField("preserved", function.preserved());
        out.writeEndObject();
    }
}
