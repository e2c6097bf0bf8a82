package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.memory.EntryStore;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes that real kernels left, against those that simulated ones leave. Addresses are each machine's own: they are blanked, and
 * what they lead to is compared instead.
 */
class RecordedMemoryTest {
    private static final String TABLE = "pci_ser";
    private static final String BLOCK = "kho_block(pci_dev_ser)";
    private static final String RECORD = "vfio_pci_core_device_ser";
    private static final Set<String> LUO = Set.of("luo_ser", "luo_session_ser", "luo_file_ser", "luo_flb_ser");

    static Stream<String> recordings() {
        return Recordings.names();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldLeaveTheRecordedBytes(String recording) {
        // Given
        OpScript script = withTables(Recordings.stored(recording).script());
        List<KernelProfile> kernels = Recordings.kernels(recording);
        boolean counted = kernels.getFirst().abi().struct(TABLE).fields().containsKey("devices");

        // When
        List<List<String>> tables = new ArrayList<>();
        List<List<String>> images = new ArrayList<>();
        new ScriptRunner(Journal.unread(), kernels, "b00", script.platform())
                .showing(image -> images.add(image(image, kernels.getFirst(), counted)))
                .run(List.of(script), line -> tables.add(tables(line, counted)));

        // Then
        List<JsonNode> rows = Recordings.memory(recording);
        int compared = 0;
        for (int kernel = 1; kernel <= tables.size(); kernel++) {
            List<String> expected = expectedTables(rows, kernel, counted);
            List<String> left = new ArrayList<>(tables.get(kernel - 1));
            if (kernel > 1 && left.isEmpty()) {
                // a kernel that can't tell what it is, or doesn't look, leaves it as it came
                expected.forEach(row -> left.addAll(images.get(0)));
            }
            compared += agree("tables of kernel " + kernel, left, expected);
        }
        for (int kernel = 2; kernel <= images.size() + 1; kernel++) {
            List<String> expected = expectedImage(rows, kernel);
            compared += agree("image for kernel " + kernel, images.get(kernel - 2), expected);
        }
        System.out.println(recording + ": " + compared + " rows of memory equal");
    }

    /** The script, with looks at the tables before each call: the program looked more than once. */
    private static OpScript withTables(OpScript script) {
        Op look = new Op("tables", List.of(), 0);
        Map<Integer, List<Op>> stages = new TreeMap<>();
        script.stages().forEach((stage, ops) -> {
            List<Op> looking = new ArrayList<>();
            for (Op op : ops) {
                looking.add(look);
                looking.add(look);
                looking.add(op);
            }
            stages.put(stage, looking);
        });
        return new OpScript(script.name(), script.machine(), stages);
    }

    private static int agree(String where, List<String> left, List<String> expected) {
        if (!expected.isEmpty()) {
            assertThat(left).as(where).containsSubsequence(expected);
        }
        return expected.size();
    }

    // ---- the PCI core's tables, at every moment

    private static List<String> tables(ResultLine line, boolean counted) {
        List<String> tables = new ArrayList<>();
        for (ResultLine.OpResult result : line.ops()) {
            if (result.op().name().equals("tables")) {
                for (Map.Entry<String, Object> entry : result.out().entrySet()) {
                    String what = entry.getKey();
                    String hex = String.valueOf(entry.getValue());
                    tables.add(what + " " + (what.endsWith(TABLE) ? table(hex, counted) : hex));
                }
            }
        }
        return tables;
    }

    /** A recorded table that counts nobody is memory that was freed; those of finished ones too, says the recording. */
    private static List<String> expectedTables(List<JsonNode> rows, int kernel, boolean counted) {
        Set<String> freed = new HashSet<>();
        for (JsonNode row : rows) {
            if (row.get("what").asText().equals(TABLE)
                    && row.get("hex").asText().startsWith("00000000")) {
                freed.add(row.get("kernel").asInt() + row.get("note").asText());
            }
        }
        List<String> expected = new ArrayList<>();
        for (JsonNode row : rows) {
            String what = row.get("what").asText();
            boolean table = what.equals(TABLE) || what.equals(BLOCK);
            String note = row.path("note").asText();
            if (table
                    && row.get("kernel").asInt() == kernel
                    && !note.endsWith("finished")
                    && !freed.contains(kernel + note)) {
                String side = note.substring(0, note.indexOf(':'));
                String hex = row.get("hex").asText();
                expected.add(side + "." + what + " " + (what.equals(TABLE) ? table(hex, counted) : hex));
            }
        }
        return expected;
    }

    /** The head of a counted table has an address in it, and nothing of its own behind it. */
    private static String table(String hex, boolean counted) {
        return counted ? hex.substring(0, 8) : hex;
    }

    // ---- what LUO hands over

    private static List<String> image(HandoverImage image, KernelProfile kernel, boolean counted) {
        Kho kho = image.receive(kernel.abi()).kho();
        Kho.Blob blob = kho.retrieveSubtree(kho.abi().string(PreservedAbi.LUO_ENTRY));
        StructView root = view(kho, "luo_ser", blob.address());
        List<String> rows = new ArrayList<>();
        rows.add("luo_ser " + root.string("compatible") + " " + blob.size() + " " + root.get("liveupdate_num"));
        for (StructView session : EntryStore.restore(kho, "luo_session_ser", root.get("sessions_pa"), 0)
                .entries()) {
            StructView files = session.inner("file_set_ser");
            rows.add("luo_session_ser " + session.string("name") + " " + files.get("count"));
            for (StructView file : EntryStore.restore(kho, "luo_file_ser", files.get("files"), 0)
                    .entries()) {
                rows.add("luo_file_ser " + blanked(hex(kho, file.address(), 64)));
                rows.add(RECORD + " " + hex(kho, file.get("data"), 8));
            }
        }
        StructView header = view(kho, "luo_flb_header_ser", root.get("flbs_pa"));
        for (int i = 0; i < header.get("count"); i++) {
            StructView flb = view(kho, "luo_flb_ser", header.address() + 16 + 64L * i);
            rows.add("luo_flb_ser " + blanked(hex(kho, flb.address(), 64)));
            StructView table = view(kho, TABLE, flb.get("data"));
            rows.add("incoming." + TABLE + " " + table(hex(kho, table.address(), counted ? 16 : 72), counted));
            if (counted) {
                rows.add("incoming." + BLOCK + " " + hex(kho, table.get("devices"), 144));
            }
        }
        return rows;
    }

    private static StructView view(Kho kho, String struct, long address) {
        return new StructView(kho.memory(), kho.abi(), struct, address);
    }

    private static String hex(Kho kho, long address, int bytes) {
        return HexFormat.of().formatHex(kho.memory().bytes(address, bytes));
    }

    /** Both entries have 48 bytes of a name, then an address. */
    private static String blanked(String hex) {
        return hex.substring(0, 96) + "*" + hex.substring(112);
    }

    private static List<String> expectedImage(List<JsonNode> rows, int kernel) {
        List<String> expected = new ArrayList<>();
        Iterator<JsonNode> left = rows.iterator();
        while (left.hasNext()) {
            JsonNode row = left.next();
            String what = row.get("what").asText();
            if (row.path("kernel").asInt() != kernel) {
                continue;
            }
            switch (what) {
                case "luo_ser" ->
                    expected.add(what + " " + row.get("compatible").asText() + " "
                            + row.get("size").asText() + " "
                            + row.get("liveupdate_num").asText());
                case "luo_session_ser" ->
                    expected.add(what + " " + row.get("name").asText() + " "
                            + row.get("count").asText());
                case "luo_file_ser", "luo_flb_ser" ->
                    expected.add(what + " " + blanked(row.get("hex").asText()));
                default -> {
                    if (what.equals(RECORD) && row.path("note").asText().equals("boot")) {
                        expected.add(what + " " + row.get("hex").asText());
                    } else {
                        assertThat(LUO).doesNotContain(what);
                    }
                }
            }
        }
        return expected;
    }
}
