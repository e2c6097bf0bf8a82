package io.luoledger.simulator.pci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A recorded topology: what sysfs of real kernels showed, moment after moment. */
final class Captured {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VIRTIO = 0x1af4;

    /** All functions at one moment. */
    record Moment(int kernel, String when, Map<PciAddress, JsonNode> rows) {}

    private Captured() {}

    static List<Moment> read(String name) {
        List<Moment> moments = new ArrayList<>();
        try (InputStream in = Captured.class.getResourceAsStream("/pci/" + name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Objects.requireNonNull(in, name)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode row = JSON.readTree(line);
                int kernel = row.get(row.has("kernel") ? "kernel" : "stage").asInt();
                String when = row.get("when").asText();
                if (moments.isEmpty()
                        || moments.getLast().kernel() != kernel
                        || !moments.getLast().when().equals(when)) {
                    moments.add(new Moment(kernel, when, new TreeMap<>()));
                }
                moments.getLast().rows().put(PciAddress.parse(row.get("bdf").asText()), row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return moments;
    }

    /** The host that a moment's rows show, registers as they are. */
    static PciPlatform platform(Moment moment) {
        return PciListing.platform(
                "captured",
                moment.rows().entrySet().stream()
                        .map(row -> row(row.getKey(), row.getValue()))
                        .toList());
    }

    private static PciListing.Row row(PciAddress address, JsonNode row) {
        boolean sysfs = !row.has("cfg_bytes");
        // the older form doesn't show how large the configuration space is
        boolean extended = sysfs
                ? row.has("secondary") || (address.bus() != 0 && hex(row, "vendor") == VIRTIO)
                : row.get("cfg_bytes").asInt() > 256;
        List<ResetMethod> resets = Stream.of(ResetMethod.values())
                .filter(method -> text(row, "reset_method").contains(method.word()))
                .toList();
        String total = text(row, "sriov_totalvfs");
        String physical = text(row, "physfn");
        return new PciListing.Row(
                address,
                parent(row),
                hex(row, "vendor"),
                hex(row, "device"),
                hex(row, "class"),
                buses(row),
                extended,
                Set.copyOf(resets),
                row.path("acs_ctrl").asInt(-1) >= 0,
                row.path("ari_cap").asInt(-1) >= 0,
                total.isEmpty() ? 0 : Integer.parseInt(total),
                row.has("command") ? hex(row, "command") : 0,
                physical.isEmpty() ? null : PciAddress.parse(physical));
    }

    /** Bus numbers of a bridge, null for anything else. */
    static @Nullable BridgeBuses buses(JsonNode row) {
        return row.has("secondary") && !row.get("secondary").isNull()
                ? new BridgeBuses(bus(row, "primary"), bus(row, "secondary"), bus(row, "subordinate"))
                : null;
    }

    /** A bus number: a number in one form, hexadecimal text in the other. */
    private static int bus(JsonNode row, String field) {
        JsonNode value = row.get(field);
        return value.isNumber() ? value.asInt() : Integer.parseInt(value.asText(), 16);
    }

    static String text(JsonNode row, String field) {
        JsonNode value = row.get(field);
        return value == null || value.isNull() ? "" : value.asText();
    }

    static String parent(JsonNode row) {
        if (row.has("parent")) {
            return row.get("parent").asText();
        }
        String[] way = row.get("path").asText().split("/", -1);
        return way[way.length - 2];
    }

    private static int hex(JsonNode row, String field) {
        return Integer.decode(row.get(field).asText());
    }
}
