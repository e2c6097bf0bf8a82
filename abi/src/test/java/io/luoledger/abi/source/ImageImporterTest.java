package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImageImporterTest {
    private static final AbiDescriptor V73 = Catalogue.find("7.3").orElseThrow();
    private static final String ASSUMED = "assumed from the catalogue's 7.3";
    private static final String VERSIONS = "x: section .liveupdate_versions";
    private static final String FEATURES = "x: section .liveupdate_features";

    // ---- what an image tells ----

    @Test
    void shouldTakeStringsFromTheTableLayoutsFromBtfAndTheRestFromTheCatalogue() {
        // When
        AbiDescriptor image = read(
                ImageBytes.kernel("7.3.4").withVersions("luo-v6", "memfd-v3").withBtf(ImageBytes.btfOf73()));

        // Then
        assertThat(image.guards())
                .extracting(Guard::name, Guard::value, Guard::source)
                .contains(
                        tuple("LUO_ABI_COMPATIBLE", "luo-v6", VERSIONS),
                        tuple("MEMFD_LUO_FH_COMPATIBLE", "memfd-v3", VERSIONS),
                        tuple("KHO_FDT_COMPATIBLE", "kho-v4", ASSUMED));
        assertThat(image.structs()).extracting(StructLayout::source).containsOnly("BTF x");
        assertThat(image.struct("memfd_luo_ser").orElseThrow().guard()).isEqualTo("MEMFD_LUO_FH_COMPATIBLE");
        assertThat(image.incomplete()).isEmpty();
        assertThat(image.assumed())
                .singleElement()
                .asString()
                .startsWith("from the catalogue: KHO_FDT_COMPATIBLE=kho-v4")
                .doesNotContain("luo-v5", "memfd-v2");
        assertThat(outcome(V73, image, "luo")).isEqualTo(Outcome.REFUSED);
        assertThat(outcome(V73, image, "memfd")).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void shouldBelieveTheTableMoreThanTheReadOnlyData() {
        // Given
        ImageBytes bare =
                ImageBytes.kernel("7.3.4", "luo-v7", "memfd-v9", "kho-v5").withBtf(ImageBytes.btfOf73());

        // When
        AbiDescriptor untold = read(bare);
        AbiDescriptor told = read(bare.withVersions("luo-v5", "memfd-v2"));

        // Then
        assertThat(values(untold)).contains("luo-v7", "memfd-v9", "kho-v5");
        assertThat(values(told)).contains("luo-v5", "memfd-v2", "kho-v5");
        assertThat(told.guard("KHO_FDT_COMPATIBLE").orElseThrow().source()).isEqualTo("x: read-only data");
    }

    @Test
    void shouldNotChooseBetweenTwoStringsOfTheReadOnlyData() {
        // When
        AbiDescriptor image =
                read(ImageBytes.kernel("7.3.4", "kho-v4", "kho-v5").withBtf(ImageBytes.btfOf73()));

        // Then
        assertThat(image.incomplete())
                .containsExactly("kho: KHO_FDT_COMPATIBLE isn't told: the read-only data has kho-v4 and kho-v5");
    }

    @Test
    void shouldTakeFlagsForWhatGuardsTheStructThatBeginsWithThem() {
        // Given: flags of a feature that the kernel requires, and the one before doesn't know
        AbiDescriptor before = Catalogue.find("memfd-features")
                .orElseThrow()
                .with()
                .incomplete(List.of())
                .build();
        byte[] flags = ImageBytes.features("luo", 7, 7, 7, "memfd", 7, 7, 7);

        // When
        AbiDescriptor image = Importers.fromImage(
                ImageBytes.kernel("7.3.4").with(ImageTables.FEATURES, flags).buffer(),
                "x",
                "7.3.4",
                List.of(),
                Set.of(),
                before);

        // Then
        assertThat(image.guards())
                .extracting(Guard::name, Guard::layer, Guard::value, Guard::source)
                .contains(
                        tuple("luo_ser.features", Layer.LUO, "feature flags", FEATURES),
                        tuple("MEMFD_LUO_FH_NAME", Layer.HANDLER, "memfd", FEATURES),
                        tuple("memfd_luo_ser.features", Layer.FEATURES, "feature flags", FEATURES));
        assertThat(outcome(before, image, "memfd")).isEqualTo(Outcome.COMPATIBLE);
        assertThat(kind(image, before, "memfd").findings())
                .anySatisfy(finding -> assertThat(finding.kind().id()).isEqualTo("ABI-GUARD-FEATURES"));
        assertThat(kind(before, image, "memfd").findings())
                .anySatisfy(finding -> assertThat(finding.kind().id()).isEqualTo("ABI-FEATURE-ROLLOUT"));
        assertThat(outcome(V73, image, "luo")).isEqualTo(Outcome.REFUSED);
    }

    // ---- what it doesn't tell ----

    @Test
    void shouldTakeLayoutsFromTheCatalogueWhereThereIsNoBtf() {
        // When
        AbiDescriptor image = read(ImageBytes.kernel("7.3.4").withVersions("luo-v5", "memfd-v2"));

        // Then
        assertThat(image.structs()).extracting(StructLayout::source).containsOnly(ASSUMED);
        assertThat(image.assumed())
                .anySatisfy(what -> assertThat(what)
                        .startsWith("from the catalogue: the layouts of ")
                        .contains("luo_ser", "memfd_luo_ser"));
        assertThat(AbiGate.BY_RULES.check(V73, image).outcome()).isEqualTo(Outcome.COMPATIBLE);
    }

    /** Two kernels of one release are configured differently: that LUO is built in is never assumed. */
    @Test
    void shouldNotAssumeThatLiveUpdateIsBuiltIn() {
        // When
        AbiDescriptor image = read(ImageBytes.kernel("7.3.4", "luo-v5"));

        // Then
        assertThat(image.incomplete())
                .singleElement()
                .asString()
                .startsWith("guards: whether live update is built in isn't told: the image has no .BTF section");
        assertThat(AbiGate.BY_RULES.check(V73, image).outcome()).isEqualTo(Outcome.SILENT);
    }

    @Test
    void shouldSeeThatAKernelHasNoPartInAnyHandover() {
        // When
        AbiDescriptor image = read(ImageBytes.kernel("7.3.4").withBtf(ImageBytes.btf("list_head", "kho_data")));
        PairVerdict verdict = AbiGate.BY_RULES.check(V73, image);

        // Then
        assertThat(image.isComplete()).isTrue();
        assertThat(image.guards()).isEmpty();
        assertThat(verdict.outcome()).isEqualTo(Outcome.ABSENT);
        assertThat(verdict.consequence()).isEqualTo("device_absent_memory_leaked");
    }

    @Test
    void shouldNameWhatNobodyTellsOfAKernelThatTheCatalogueDoesNotKnow() {
        // When
        AbiDescriptor blind = read(ImageBytes.kernel("9.9").withVersions("luo-v5", "memfd-v2"), "9.9", null);
        AbiDescriptor seeing = read(
                ImageBytes.kernel("9.9").withVersions("luo-v5", "memfd-v2").withBtf(ImageBytes.btfOf73()), "9.9", null);

        // Then
        assertThat(values(seeing)).containsExactly("luo-v5", "memfd-v2");
        assertThat(seeing.incomplete())
                .containsExactly("guards: an image's tables hold none of KHO, 9.9 isn't in the catalogue, and none of"
                        + " kexec-metadata, kho were given with --guards");
        assertThat(blind.incomplete())
                .containsExactly(
                        "layouts: the image has no .BTF section (CONFIG_DEBUG_INFO_BTF), and 9.9 isn't in the catalogue",
                        seeing.incomplete().getFirst());
        assertThat(AbiGate.BY_RULES.check(V73, seeing).isUnproven()).isTrue();
    }

    @Test
    void shouldTakeAHandlerForAbsentUnlessAModuleBringsIt() {
        // Given: VFIO isn't built into this kernel
        AbiDescriptor next = Catalogue.find("vfio-v5").orElseThrow();
        ImageBytes bytes =
                ImageBytes.kernel("7.3.4").withVersions("luo-v5", "memfd-v2").withBtf(ImageBytes.btfOf73());

        // When
        AbiDescriptor without = read(bytes, "7.3.4", next);
        AbiDescriptor with =
                Importers.fromImage(bytes.buffer(), "x", "7.3.4", List.of(), Set.of("vfio-pci-v1", "acme-v1"), next);

        // Then
        assertThat(values(without)).contains("memfd-v2").doesNotContain("vfio-pci-v1");
        assertThat(without.assumed())
                .contains(
                        "vfio-pci isn't built in: .liveupdate_versions doesn't list vfio-pci-v1, and no module is known"
                                + " to have it");
        assertThat(with.guards())
                .extracting(Guard::value, Guard::source)
                .contains(tuple("vfio-pci-v1", "assumed from the catalogue's vfio-v5"));
        assertThat(with.structs())
                .filteredOn(layout -> layout.kind().equals("vfio-pci"))
                .isNotEmpty()
                .allSatisfy(layout -> assertThat(layout.source()).isEqualTo("assumed from the catalogue's vfio-v5"));
        assertThat(with.incomplete())
                .contains("handler acme-v1 of a module: the catalogue has none of that name in vfio-v5");
    }

    @Test
    void shouldTakeAStringThatTheCatalogueDoesNotKnowForAHandler() {
        // When
        AbiDescriptor image = read(ImageBytes.kernel("7.3.4")
                .withVersions("luo-v5", "memfd-v2", "acme_gpu_v1")
                .withBtf(ImageBytes.btfOf73()));

        // Then
        assertThat(image.guard("acme_gpu_v1").orElseThrow().layer()).isEqualTo(Layer.HANDLER);
        assertThat(image.incomplete()).isEmpty();
    }

    // ---- what contradicts itself ----

    @Test
    void shouldNotChooseBetweenTwoTables() {
        assertThat(read(ImageBytes.kernel("7.3.4")
                                .withVersions("luo-v5", "memfd-v2")
                                .with(ImageTables.FEATURES, ImageBytes.features("luo", 7, 7, 7, "memfd", 3, 3, 3)))
                        .incomplete())
                .containsExactly(
                        "luo: what it compares isn't told: .liveupdate_versions has luo-v5, .liveupdate_features has 1 of it",
                        "memfd: .liveupdate_features has flags of it, and .liveupdate_versions doesn't list it: what its"
                                + " handler is called isn't told");
    }

    @Test
    void shouldTakeTwoTablesTogetherThatAgree() {
        // When
        AbiDescriptor image = read(ImageBytes.kernel("7.3.4")
                .withVersions("luo", "memfd")
                .with(ImageTables.FEATURES, ImageBytes.features("luo", 7, 7, 7, "memfd", 3, 3, 3)));

        // Then
        assertThat(image.incomplete()).isEmpty();
        assertThat(image.guards())
                .filteredOn(guard -> guard.features() != null)
                .extracting(Guard::layer)
                .containsExactly(Layer.LUO, Layer.FEATURES);
    }

    @Test
    void shouldNameWhatATableLeavesOpen() {
        assertThat(read(ImageBytes.kernel("7.3.4").withVersions("memfd-v2")).incomplete())
                .containsExactly("luo: what it compares isn't told: .liveupdate_versions has no string of it");
        assertThat(read(ImageBytes.kernel("7.3.4").withVersions("luo-v5", "luo-v6"))
                        .incomplete())
                .containsExactly("luo: what it compares isn't told: .liveupdate_versions has luo-v5, luo-v6");
        assertThat(read(ImageBytes.kernel("7.3.4").withVersions("luo-v5", "memfd-v2", "memfd-v2"))
                        .incomplete())
                .containsExactly("memfd-v2: stands more than once in .liveupdate_versions, and one alone can be"
                        + " registered: which isn't told");
        assertThat(read(ImageBytes.kernel("7.3.4")
                                .with(ImageTables.FEATURES, ImageBytes.features("luo", 7, 7, 7, "a", 1, 1, 1)))
                        .incomplete())
                .isEmpty();
        byte[] wide = ImageBytes.features("luo", 7, 7, 7);
        wide[8 + 48] = 16;
        assertThat(read(ImageBytes.kernel("7.3.4").with(ImageTables.FEATURES, wide))
                        .incomplete())
                .containsExactly(
                        "luo: its flags in .liveupdate_features aren't known: flags of 16 bytes, expected at most 8");
    }

    @Test
    void shouldNotBelieveATableOfWhichBtfKnowsNothing() {
        assertThat(read(ImageBytes.kernel("7.3.4").withVersions("luo-v5").withBtf(ImageBytes.btf("list_head")))
                        .incomplete())
                .contains("luo: .liveupdate_versions tells of LUO, and none of its structs is in the BTF");
        assertThat(read(ImageBytes.kernel("7.3.4")
                                .with(ImageTables.FEATURES, ImageBytes.features("luo", 7, 7, 7))
                                .withBtf(ImageBytes.btfOf73()))
                        .incomplete())
                .contains(
                        "luo: what it compares isn't told: .liveupdate_features has 1 of it, its struct in the BTF has none");
    }

    // ---- what isn't an image ----

    @Test
    void shouldRefuseWhatIsNoKernel() {
        refused(
                new ImageBytes().with(".text", new byte[9]).bytes(),
                "x: no .BTF section, no section .liveupdate_versions"
                        + " or .liveupdate_features, and no kernel's \"Linux version\" line: not a kernel's image");
        refused(
                new ImageBytes().withBtf(ImageBytes.btf("list_head")).bytes(),
                "x: none of its 1 structs is preserved state: a kernel without KHO, or a module's BTF");
        byte[] image = ImageBytes.kernel("7.3.4").bytes();
        refused(Arrays.copyOf(image, 63), "x: byte 0: ELF header cut short: 63 bytes, expected 64");
        byte[] narrow = image.clone();
        narrow[4] = 1;
        refused(narrow, "x: byte 4: a 32-bit ELF file; expected a 64-bit kernel, no other takes part in a hand-over");
        byte[] big = image.clone();
        big[5] = 2;
        refused(big, "x: byte 5: a big-endian ELF file; only little-endian is read");
        byte[] many = image.clone();
        many[60] = 0;
        refused(many, "x: byte 60: more than 65279 sections; expected a kernel's, which has fewer");
        assertThatThrownBy(() -> read(Arrays.copyOf(image, image.length - 1), "7.3.4", V73))
                .hasMessageContaining("doesn't fit into the file of");
    }

    @Test
    void shouldReadThePageSizeOfAnArm64Kernel() {
        // Given
        byte[] head = new byte[64];
        head[24] = 2 << 1;
        System.arraycopy(ImageBytes.text("ARMd"), 0, head, 56, 4);
        byte[] told = ImageBytes.kernel("7.3.4")
                .withVersions("luo-v5")
                .with(".head.text", head)
                .bytes();
        byte[] untold = ImageBytes.kernel("7.3.4").withVersions("luo-v5").bytes();
        told[18] = (byte) 183;
        untold[18] = (byte) 183;

        // When, then
        assertThat(read(told, "7.3.4", V73).pageSize()).isEqualTo(16384);
        assertThat(read(untold, "7.3.4", V73).incomplete())
                .containsExactly("page size: arm64 has several, and the image doesn't tell its own");
    }

    /** Damaged in many ways: always a descriptor or a clear error, never anything else. */
    @Test
    void shouldSurviveDamage() {
        byte[] good = ImageBytes.kernel("7.3.4", "luo-v5")
                .withVersions("luo-v5", "memfd-v2")
                .with(ImageTables.FEATURES, ImageBytes.features("memfd-v2", 1, 1, 1))
                .withBtf(ImageBytes.btf("luo_ser", "memfd_luo_ser"))
                .bytes();
        long seed = 20261130;
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            int damages = 1 + random.nextInt(4);
            for (int i = 0; i < damages; i++) {
                bad[random.nextInt(bad.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
            }
            if (random.nextInt(4) == 0) {
                bad = Arrays.copyOf(bad, 4 + random.nextInt(bad.length - 4));
            }
            bad[0] = 0x7f;
            bad[1] = 'E';
            bad[2] = 'L';
            bad[3] = 'F';
            try {
                read(bad, "7.3.4", V73);
            } catch (UnreadableInputException expected) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
        assertThat(refused).isPositive();
    }

    private static AbiDescriptor read(ImageBytes image) {
        return read(image, "7.3.4", V73);
    }

    private static AbiDescriptor read(ImageBytes image, String release, @Nullable AbiDescriptor known) {
        return read(image.bytes(), release, known);
    }

    private static AbiDescriptor read(byte[] image, String release, @Nullable AbiDescriptor known) {
        return Importers.fromImage(ByteBuffer.wrap(image), "x", release, List.of(), Set.of(), known);
    }

    private static void refused(byte[] image, String message) {
        assertThatThrownBy(() -> read(image, "7.3.4", V73))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(message);
    }

    private static List<String> values(AbiDescriptor kernel) {
        return kernel.guards().stream().map(Guard::value).toList();
    }

    private static Outcome outcome(AbiDescriptor from, AbiDescriptor to, String kind) {
        return kind(from, to, kind).outcome();
    }

    private static KindVerdict kind(AbiDescriptor from, AbiDescriptor to, String kind) {
        return AbiGate.BY_RULES.check(from, to).kinds().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
