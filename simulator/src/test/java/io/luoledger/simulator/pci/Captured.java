package io.luoledger.simulator.pci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.PciAddress;
import io.luoledger.simulator.pci.PciModel.Ability;
import io.luoledger.simulator.pci.PciModel.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A recorded topology: what sysfs of real kernels showed, moment after moment. */
final class Captured {
    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** The hardware that a moment's rows show, registers as they are. */
    static PciHardware hardware(Moment moment) {
        PciHardware hardware = new PciHardware();
        Map<String, PciHost> hosts = new TreeMap<>();
        List<Integer> roots = moment.rows().values().stream()
                .map(Captured::parent)
                .filter(parent -> parent.startsWith("pci"))
                .map(Captured::rootBus)
                .distinct()
                .sorted()
                .toList();
        for (int i = 0; i < roots.size(); i++) {
            int last = i + 1 < roots.size() ? roots.get(i + 1) - 1 : 0xff;
            hosts.put(String.format("pci0000:%02x", roots.get(i)), hardware.addHost(0, roots.get(i), last));
        }
        Map<String, PciFunction> functions = new TreeMap<>();
        moment.rows().forEach((address, row) -> {
            if (text(row, "physfn").isEmpty()) {
                String parent = parent(row);
                PciHost host = hosts.get(parent);
                PciWire wire = host != null
                        ? host.root()
                        : Objects.requireNonNull(functions.get(parent)).slot();
                PciFunction function = wire.plug(address.devfn(), model(moment, address, row));
                registers(function, row);
                functions.put(address.toString(), function);
            }
        });
        return hardware;
    }

    private static void registers(PciFunction function, JsonNode row) {
        if (function.bridge()) {
            function.buses(bus(row, "primary"), bus(row, "secondary"), bus(row, "subordinate"));
        }
        if (row.has("command")) {
            function.command(Integer.decode(row.get("command").asText()));
        }
    }

    /** A bus number: a number in one form, hexadecimal text in the other. */
    static int bus(JsonNode row, String field) {
        JsonNode value = row.get(field);
        return value.isNumber() ? value.asInt() : Integer.parseInt(value.asText(), 16);
    }

    private static int rootBus(String parent) {
        return Integer.parseInt(parent.substring(parent.indexOf(':') + 1), 16);
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

    /** What a row shows of its function; bridges' kinds are told by their place. */
    private static PciModel model(Moment moment, PciAddress address, JsonNode row) {
        EnumSet<Ability> abilities = EnumSet.noneOf(Ability.class);
        Kind kind = kind(moment, address, row);
        if (text(row, "reset_method").contains("flr")) {
            abilities.add(Ability.FLR);
        }
        if (text(row, "reset_method").contains("pm")) {
            abilities.add(Ability.PM_RESET);
        }
        if (row.path("acs_ctrl").asInt(-1) >= 0) {
            abilities.add(Ability.ACS);
        }
        if (row.path("ari_cap").asInt(-1) >= 0) {
            abilities.add(Ability.ARI);
        }
        if (kind.link()) {
            abilities.add(Ability.HOTPLUG);
        }
        if (kind == Kind.ROOT_PORT) {
            abilities.add(Ability.ARI_FORWARDING);
        }
        boolean more = moment.rows().entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(address)
                        && other.getKey().bdf() >>> 3 == address.bdf() >>> 3
                        && text(other.getValue(), "physfn").isEmpty());
        if (more) {
            abilities.add(Ability.MULTIFUNCTION);
        }
        PciModel model = new PciModel(
                hex(row, "vendor"),
                hex(row, "device"),
                text(row, "class").startsWith("0x") ? hex(row, "class") : Integer.parseInt(text(row, "class"), 16),
                kind,
                abilities,
                null);
        String total = text(row, "sriov_totalvfs");
        return total.isEmpty()
                ? model
                : model.with(new PciModel.VirtualFunctions(Integer.parseInt(total), model.device(), 1, 1, 1, 1));
    }

    private static Kind kind(Moment moment, PciAddress address, JsonNode row) {
        boolean bridge = row.has("secondary") && !row.get("secondary").isNull();
        if (!bridge) {
            boolean express = row.has("cfg_bytes")
                    ? row.get("cfg_bytes").asInt() > 256
                    : hex(row, "vendor") == 0x1af4 && hex(row, "device") >= 0x1040 && address.bus() != 0;
            return express ? Kind.ENDPOINT : Kind.CONVENTIONAL;
        }
        JsonNode above = above(moment, row);
        if (above == null) {
            return Kind.ROOT_PORT;
        }
        if (hex(row, "vendor") == 0x1b36) {
            return Kind.PCIE_TO_PCI_BRIDGE;
        }
        return above(moment, above) == null ? Kind.UPSTREAM_PORT : Kind.DOWNSTREAM_PORT;
    }

    private static @Nullable JsonNode above(Moment moment, JsonNode row) {
        String parent = parent(row);
        return parent.startsWith("pci") ? null : moment.rows().get(PciAddress.parse(parent));
    }
}
