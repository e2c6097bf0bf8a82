package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.wire.UnreadableInputException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class BtfImporterTest {
    private static final Pattern STRUCT = Pattern.compile("^struct (\\w+) \\{$");
    private static final Pattern MEMBER = Pattern.compile(
            "^\\t(?:struct |union )?([\\w ]+?)\\s+(\\**)(\\w+)(?:\\[(\\d+)])?(?::(\\d+))?;\\s*/\\*\\s*(\\d+)(?::\\s*(\\d+))?\\s+(\\d+)\\s*\\*/$");
    private static final Pattern SIZE = Pattern.compile("/\\* size: (\\d+),.*");

    /** What an independent tool printed of the same kernel. */
    private record Printed(String name, int size, List<String> members) {}

    @Test
    void shouldGiveTheLayoutsThatAnIndependentToolPrinted() throws Exception {
        // Given
        List<Printed> printed = printed();
        // When
        BtfImporter.Found found = BtfImporter.read(ByteBuffer.wrap(blob()), "7.3", name -> true);
        List<StructLayout> read = found.layouts();
        // Then
        int fields = 0;
        assertThat(found.ambiguous()).containsKey("luo_ioctl_op");
        for (Printed one : printed) {
            if (found.ambiguous().containsKey(one.name())) {
                continue;
            }
            StructLayout layout = read.stream()
                    .filter(it -> it.name().equals(one.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(layout.size()).as(one.name()).isEqualTo(one.size());
            for (String member : one.members()) {
                assertThat(layout.fields().stream().map(BtfImporterTest::member))
                        .as(one.name())
                        .contains(member);
                fields++;
            }
        }
        assertThat(printed).hasSizeGreaterThan(30);
        assertThat(fields).isEqualTo(120);
    }

    @Test
    void shouldAgreeWithTheCatalogue() throws Exception {
        // Given
        AbiDescriptor known = Catalogue.find("7.3").orElseThrow();
        // When
        AbiDescriptor read = Importers.fromBtf(ByteBuffer.wrap(blob()), "vmlinux", "7.3", List.of(), known);
        // Then
        assertThat(AbiGate.BY_RULES.check(known, read).outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(AbiGate.BY_RULES.check(read, known).outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(read.assumed())
                .singleElement()
                .asString()
                .startsWith("from the catalogue: KHO_FDT_COMPATIBLE=kho-v4");
    }

    @Test
    void shouldMarkBtfOfAnUnknownReleaseIncomplete() throws Exception {
        // When
        AbiDescriptor read = Importers.fromBtf(ByteBuffer.wrap(blob()), "vmlinux", "9.9", List.of(), null);
        // Then
        assertThat(read.incomplete())
                .containsExactly(
                        "guards: BTF holds no strings, 9.9 isn't in the catalogue, and none were given with --guards");
        assertThat(AbiGate.BY_RULES.check(read, read).outcome()).isNotEqualTo(Outcome.COMPATIBLE);
    }

    /** Who has nothing but BTF is told what can be done with it, not to import BTF. */
    @Test
    void shouldAdviseHowToComeByTheGuardsOfPlainBtf() throws Exception {
        // Given
        AbiDescriptor read = Importers.fromBtf(ByteBuffer.wrap(blob()), "vmlinux", "9.9", List.of(), null);
        // When
        PairVerdict verdict = AbiGate.BY_RULES.check(read, Catalogue.find("7.3").orElseThrow());
        // Then
        assertThat(verdict.allFindings().filter(AbiFinding::isError))
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.kind().id()).isEqualTo("ABI-GUARD-UNKNOWN");
                    assertThat(finding.kind().remedy())
                            .contains("--release", "--guards")
                            .doesNotContain("BTF");
                });
        assertThat(verdict.kinds())
                .filteredOn(kind -> kind.kind().equals("kho"))
                .extracting(KindVerdict::guardFrom, KindVerdict::guardTo, KindVerdict::outcome)
                .containsExactly(tuple("unknown", "kho-v4", Outcome.SILENT));
    }

    /** Those that were not given with the others are unknown, too. */
    @Test
    void shouldNotTakeGuardsForAbsentThatWereNotGiven() throws Exception {
        // Given
        List<Guard> luo = List.of(Guard.of("LUO_ABI_COMPATIBLE", Layer.LUO, "luo", "luo-v5", "given"));
        // When
        AbiDescriptor read = Importers.fromBtf(ByteBuffer.wrap(blob()), "vmlinux", "9.9", luo, null);
        // Then
        assertThat(read.incomplete())
                .containsExactly(
                        "guards: BTF holds no strings, 9.9 isn't in the catalogue, and none of kexec-metadata, kho, memfd were given with --guards");
        assertThat(AbiGate.BY_RULES
                        .check(Catalogue.find("7.3").orElseThrow(), read)
                        .isUnproven())
                .isTrue();
    }

    @Test
    void shouldSayWhatIsWrongWithABlob() throws Exception {
        byte[] good = blob();
        refused(new byte[10], "x: byte 0: BTF header cut short: 10 bytes, expected at least 24");
        byte[] magic = good.clone();
        magic[0] = 0;
        refused(magic, "x: byte 0: not BTF: magic 0xeb00, expected 0xeb9f");
        byte[] big = good.clone();
        big[0] = (byte) 0xeb;
        big[1] = (byte) 0x9f;
        refused(big, "x: byte 0: BTF of a big-endian kernel; only little-endian is read");
        byte[] cut = java.util.Arrays.copyOf(good, good.length / 2);
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining("don't fit into the file");
    }

    @Test
    void shouldRefuseTypesThatReferToThemselves() {
        // Given: a struct whose member's type is a typedef of itself
        ByteBuffer types = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(1).putInt(4 << 24 | 1).putInt(8).putInt(9).putInt(2).putInt(0);
        types.putInt(9).putInt(8 << 24).putInt(2);
        byte[] blob = btf(types, "\0luo_ser\0loop\0");
        // When, then
        assertThatThrownBy(() -> read(blob))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("x: type 2 refers to itself");
    }

    @Test
    void shouldFollowAChainOfNamesHoweverLong() {
        // Given: a struct whose member's type is behind many typedefs
        int names = 5000;
        ByteBuffer types = ByteBuffer.allocate(12 * names + 100).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(1).putInt(4 << 24 | 2).putInt(16);
        types.putInt(9).putInt(3).putInt(0).putInt(13).putInt(4).putInt(64);
        types.putInt(15).putInt(1 << 24).putInt(8).putInt(64);
        for (int i = 0; i < names; i++) {
            types.putInt(9).putInt(8 << 24).putInt(i == names - 1 ? 2 : i + 4);
        }
        // When
        List<StructLayout> read = read(btf(types, "\0luo_ser\0one\0t\0u64\0"));
        // Then
        assertThat(read.getFirst().fields().stream().map(Field::typeText)).containsExactly("u64", "u64");
    }

    @Test
    void shouldNotChooseBetweenTwoStructsOfOneNameThatDiffer() throws Exception {
        // Given
        AbiDescriptor known = Catalogue.find("7.3").orElseThrow();
        byte[] twice = twice(64, 0);
        // When
        AbiDescriptor read = Importers.fromBtf(ByteBuffer.wrap(twice), "x", "7.3", List.of(), known);
        // Then
        assertThat(read.incomplete())
                .containsExactly(
                        "memfd_luo_ser: 2 structs of this name that differ, types 2, 3: which of them is handed over can't be told");
        assertThat(read.struct("memfd_luo_ser")).isEmpty();
        assertThat(read.assumed()).noneMatch(what -> what.contains("memfd isn't built in"));
        assertThat(AbiGate.BY_RULES
                        .check(known, read)
                        .allFindings()
                        .map(one -> one.kind().id() + " " + one.path()))
                .contains("ABI-INCOMPLETE 7.3")
                .doesNotContain("ABI-STRUCT-REMOVED memfd_luo_ser");
    }

    @Test
    void shouldTakeTwoStructsOfOneNameThatAreAlikeForOne() {
        assertThat(read(twice(0, 0)).stream().map(StructLayout::name)).containsExactly("memfd_luo_ser");
    }

    /** The struct of memfds with two fields, twice: its first field at these bits. */
    private static byte[] twice(int firstBit, int secondBit) {
        ByteBuffer types = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(1).putInt(1 << 24).putInt(8).putInt(64);
        for (int bit : new int[] {firstBit, secondBit}) {
            types.putInt(5).putInt(4 << 24 | 2).putInt(16);
            types.putInt(19).putInt(1).putInt(bit);
            types.putInt(23).putInt(1).putInt(64 - bit);
        }
        return btf(types, "\0u64\0memfd_luo_ser\0pos\0size\0");
    }

    @Test
    void shouldSayThatSplitBtfNeedsItsBase() {
        // Given: names and types go on where those of the kernel end
        ByteBuffer types = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(662).putInt(4 << 24 | 1).putInt(8).putInt(687).putInt(7).putInt(0);
        // When, then
        refused(
                btf(types, "demo_device_ser\0domain\0"),
                "x: byte 48: split BTF, as modules have it: its types and names continue those of the kernel that it belongs to,"
                        + " its base, without which it can't be read; expected the kernel's own, such as /sys/kernel/btf/vmlinux");
    }

    @Test
    void shouldReadWhatAPointerLeadsTo() throws Exception {
        assertThat(read(blob()).stream()
                        .filter(layout -> layout.name().equals("kho_vmalloc"))
                        .flatMap(layout -> layout.fields().stream())
                        .map(field -> field.name() + " " + field.pointsTo()))
                .contains("first.phys kho_vmalloc_chunk", "flags null");
    }

    @Test
    void shouldTakeTheReleaseThatAKernelTellsInItsBanner() {
        assertThat(Importers.release(ImageBytes.kernel("7.3.4-demo").buffer(), "vmlinux"))
                .hasValue("7.3.4-demo");
        assertThat(Importers.release(ImageBytes.kernel("%s").buffer(), "vmlinux"))
                .isEmpty();
        assertThat(Importers.release(
                        ImageBytes.kernel("7.3.4", "Linux version 7.2 (me)").buffer(), "vmlinux"))
                .isEmpty();
        assertThat(Importers.release(ByteBuffer.wrap(small()), "x.btf")).isEmpty();
    }

    @Test
    void shouldReadTenMillionTypesInBoundedMemory() {
        // Given: pointers, 12 bytes each
        int count = 10_000_000;
        ByteBuffer types = ByteBuffer.allocate(12 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            types.putInt(0).putInt(2 << 24).putInt(0);
        }
        byte[] blob = btf(types, "\0");
        // When, then
        assertThatThrownBy(() -> Importers.fromBtf(ByteBuffer.wrap(blob), "x", "7.3", List.of(), null))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining("none of its 0 structs is preserved state");
    }

    /** Damaged in many ways: always a descriptor or a clear error, never anything else. */
    @Test
    void shouldSurviveDamage() throws Exception {
        byte[] good = small();
        long seed = 20261122;
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            int damages = 1 + random.nextInt(6);
            for (int i = 0; i < damages; i++) {
                bad[random.nextInt(bad.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
            }
            if (random.nextInt(4) == 0) {
                bad = java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
            }
            try {
                read(bad);
            } catch (UnreadableInputException expected) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
        assertThat(refused).isPositive();
    }

    private static void refused(byte[] blob, String message) {
        assertThatThrownBy(() -> read(blob))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(message);
    }

    private static List<StructLayout> read(byte[] blob) {
        return BtfImporter.read(ByteBuffer.wrap(blob), "x", name -> false).layouts();
    }

    /** A handful of types with most kinds in them. */
    private static byte[] small() {
        ByteBuffer types = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(9).putInt(1 << 24).putInt(8).putInt(64);
        types.putInt(13).putInt(8 << 24).putInt(1);
        types.putInt(0).putInt(3 << 24).putInt(0).putInt(2).putInt(1).putInt(64);
        types.putInt(0).putInt(2 << 24).putInt(5);
        types.putInt(1)
                .putInt(1 << 31 | 4 << 24 | 3)
                .putInt(528)
                .putInt(17)
                .putInt(2)
                .putInt(52 << 24);
        types.putInt(19).putInt(2).putInt(12 << 24 | 52).putInt(21).putInt(3).putInt(64);
        types.putInt(0)
                .putInt(5 << 24 | 2)
                .putInt(8)
                .putInt(17)
                .putInt(4)
                .putInt(0)
                .putInt(19)
                .putInt(1)
                .putInt(0);
        types.putInt(23)
                .putInt(4 << 24 | 2)
                .putInt(536)
                .putInt(17)
                .putInt(6)
                .putInt(0)
                .putInt(21)
                .putInt(5)
                .putInt(64);
        types.putInt(0).putInt(6 << 24 | 1).putInt(4).putInt(17).putInt(7);
        return btf(types, "\0luo_ser\0u64\0u64\0a\0b\0c\0memfd_luo_ser\0");
    }

    private static byte[] btf(ByteBuffer types, String strings) {
        byte[] text = strings.getBytes(StandardCharsets.UTF_8);
        int length = types.position();
        ByteBuffer blob = ByteBuffer.allocate(24 + length + text.length).order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        blob.putInt(0).putInt(length).putInt(length).putInt(text.length);
        blob.put(types.slice(0, length)).put(text);
        return blob.array();
    }

    private static String member(Field field) {
        int offset = field.offset() == null ? -1 : field.offset();
        int bit = field.bitOffset() == null ? 0 : field.bitOffset();
        return field.name() + " @" + offset + ":" + bit + " " + field.size() + " " + field.bitSize() + " "
                + field.arrayLength();
    }

    private static List<Printed> printed() throws Exception {
        List<Printed> printed = new ArrayList<>();
        try (InputStream in = resource("layouts-7.3.txt")) {
            String struct = null;
            List<String> members = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                Matcher start = STRUCT.matcher(line);
                Matcher member = MEMBER.matcher(line);
                Matcher size = SIZE.matcher(line.strip());
                if (start.matches()) {
                    struct = start.group(1);
                    members = new ArrayList<>();
                } else if (member.matches()) {
                    members.add(member.group(3) + " @" + member.group(6) + ":"
                            + (member.group(7) == null ? "0" : member.group(7)) + " " + member.group(8) + " "
                            + member.group(5) + " " + member.group(4));
                } else if (size.matches() && struct != null && line.startsWith("\t")) {
                    printed.add(new Printed(struct, Integer.parseInt(size.group(1)), members));
                    struct = null;
                }
            }
        }
        return printed;
    }

    private static byte[] blob() throws Exception {
        try (InputStream in = new GZIPInputStream(resource("vmlinux-7.3.btf.gz"))) {
            return in.readAllBytes();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(BtfImporterTest.class.getResourceAsStream("/io/luoledger/abi/" + name));
    }
}
