package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.source.ImageBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image that is to be booted says itself whether it takes what the host holds. */
class NextImageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path temp;

    private Path log = Path.of("h1.avro");
    private Path image = Path.of("vmlinux");

    /** A host with 7.3 that holds memfds. */
    @BeforeEach
    void simulate() {
        Path whole = temp.resolve("whole.avro");
        log = temp.resolve("h1.avro");
        image = temp.resolve("vmlinux");
        Ran.command("simulate", "--scenario", "power-loss", "--host", "h1", "-o", whole);
        Ran.command("simulate", "--scenario", "vm-host", "--host", "h2", "-o", log);
        CutLog.copy(whole, log, event -> event.boot().id().equals("boot-0"));
    }

    @Test
    void shouldSayWhatTheImageTellsWhatIsAssumedAndTheWayBack() throws IOException {
        // Given
        write(ImageBytes.kernel("7.2.13").withVersions("luo-v5", "memfd-v2").withBtf(ImageBytes.btfOf73()));

        // When
        Ran ran = preflight();

        // Then
        assertThat(ran.lines())
                .startsWith(
                        "GO  host h1: 7.3 -> 7.2.13",
                        "  holds: memfd-v2, FLB liveupdate-test-flb-v0, FLB liveupdate-test-flb-v1, FLB liveupdate-test-flb-v2",
                        "  image: " + image + ", kernel 7.2.13, x86_64",
                        "    tells: section .liveupdate_versions: LUO_ABI_COMPATIBLE=luo-v5, MEMFD_LUO_FH_COMPATIBLE=memfd-v2")
                .anySatisfy(line -> assertThat(line).matches("    tells: BTF: \\d\\d layouts"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("    assumed from the catalogue's 7.2: KHO_FDT_COMPATIBLE=kho-v4, "))
                .contains("  way back: GO to 7.3, with the same kinds of files");
        assertThat(ran.code()).isZero();
    }

    @Test
    void shouldSayThatThereIsNoWayAndNoWayBack() throws IOException {
        // Given
        write(ImageBytes.kernel("7.3.4").withVersions("luo-v6", "memfd-v2").withBtf(ImageBytes.btfOf73()));

        // When
        Ran ran = preflight();

        // Then
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.lines())
                .contains(
                        "NO-GO  host h1: 7.3 -> 7.3.4",
                        "  against: luo REFUSED the next kernel panics while it boots (panic_boot)",
                        "  way back: NO-GO to 7.3, with the same kinds of files",
                        "    against: luo REFUSED the next kernel panics while it boots (panic_boot)");
    }

    @Test
    void shouldNotGoToAKernelWithoutKhoWhateverItsReleaseHas() throws IOException {
        // Given
        write(ImageBytes.kernel("7.2.13").withBtf(ImageBytes.btf("list_head", "kho_data")));

        // When
        Ran ran = preflight();

        // Then
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.lines())
                .contains("    tells: it has neither KHO nor LUO, none of their structs is in its BTF")
                .anySatisfy(line -> assertThat(line).startsWith("  against: memfd ABSENT "));
    }

    /** A host may run a kernel of the image's release that was built in another way. */
    @Test
    void shouldNotTakeTheImageForTheKernelThatRuns() throws IOException {
        // Given
        write(ImageBytes.kernel("7.3").withVersions("luo-v6", "memfd-v2").withBtf(ImageBytes.btfOf73()));

        // When
        Ran ran = preflight();

        // Then
        assertThat(ran.lines()).startsWith("NO-GO  host h1: 7.3 -> " + image);
    }

    @Test
    void shouldNameWhatNobodyTells() throws IOException {
        // Given
        write(ImageBytes.kernel("9.9").withVersions("luo-v5", "memfd-v2").withBtf(ImageBytes.btfOf73()));

        // When
        Ran ran = preflight("--json");
        JsonNode answer = JSON.readTree(ran.out());

        // Then
        String why =
                "guards: an image's tables hold none of KHO, 9.9 isn't in the catalogue, and none of kexec-metadata,"
                        + " kho were given with --guards";
        assertThat(ran.code()).isEqualTo(1);
        assertThat(answer.get("verdict").asText()).isEqualTo("NO-GO");
        assertThat(answer.get("unknown")).singleElement().satisfies(one -> {
            assertThat(one.get("image").asText()).isEqualTo(image.toString());
            assertThat(one.get("reason").asText()).isEqualTo(why);
        });
        assertThat(answer.at("/image/release").asText()).isEqualTo("9.9");
        assertThat(answer.at("/image/told/0")).isEqualTo(JSON.readTree("""
                        {"name": "LUO_ABI_COMPATIBLE", "value": "luo-v5", "source": "section .liveupdate_versions"}
                        """));
        assertThat(answer.at("/image/unknown/0").asText()).isEqualTo(why);
        assertThat(answer.at("/image/assumed")).isEmpty();
        assertThat(answer.at("/back/verdict").asText()).isEqualTo("NO-GO");
        assertThat(Ran.command("preflight", "--host", "h1", "--log", log, "--next-image", image + "#7.3")
                        .code())
                .isZero();
    }

    @Test
    void shouldTakeAHandlerFromAModuleWhenSomebodySaysThatOneBringsIt() throws IOException {
        // Given
        write(ImageBytes.kernel("7.3.4").withVersions("luo-v5").withBtf(ImageBytes.btfOf73()));

        // When
        Ran without = preflight();
        Ran with = preflight("--modules", "memfd-v2");

        // Then
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.lines())
                .contains(
                        "    assumed: memfd isn't built in: .liveupdate_versions doesn't list memfd-v2, and no module is"
                                + " known to have it")
                .anySatisfy(line -> assertThat(line).startsWith("  against: memfd ABSENT "));
        assertThat(with.code()).isZero();
        assertThat(with.out())
                .contains("assumed from the catalogue's 7.3: ")
                .contains("MEMFD_LUO_FH_COMPATIBLE=memfd-v2");
    }

    @Test
    void shouldReadWhatABootLoaderTakes() throws IOException {
        // Given
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(ImageBytes.kernel("7.2.13")
                    .withVersions("luo-v5", "memfd-v2")
                    .withBtf(ImageBytes.btfOf73())
                    .bytes());
        }
        Files.write(image, ImageBytes.bootImage(packed.toByteArray()));

        // When
        Ran ran = preflight();
        Ran imported = Ran.command("abi", "import", "--btf", image);

        // Then
        assertThat(ran.lines()).startsWith("GO  host h1: 7.3 -> 7.2.13");
        assertThat(imported.out()).contains(image + ": section .liveupdate_versions");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --next-image IMAGE --to 7.3     | 2 | --to names a kernel and --next-image an image; expected one of them
            --to 7.3 --modules memfd-v2     | 2 | --modules says what an image doesn't have built in; expected --next-image with it
            --next-image IMAGE -D CONFIG_A=n| 2 | -D and --page-size say how a source tree is built, and no kernel here is one: a release's or a file's layout is fixed
            --next-image IMAGE.no           | 3 | IMAGE.no: no such file
            --next-image LOG                | 3 | LOG: expected a kernel's image (vmlinux, vmlinuz)
            """)
    void shouldRefuseWhatMakesNoSense(String options, int code, String message) throws IOException {
        // Given
        write(ImageBytes.kernel("7.3.4").withVersions("luo-v5", "memfd-v2"));

        // When
        Ran ran = preflight((Object[]) here(options).split(" "));

        // Then
        assertThat(ran).isEqualTo(new Ran(code, "", "luo-ledger: " + here(message) + "\n"));
    }

    private String here(String text) {
        return text.replace("IMAGE", image.toString()).replace("LOG", log.toString());
    }

    private void write(ImageBytes bytes) throws IOException {
        Files.write(image, bytes.bytes());
    }

    private Ran preflight(Object... more) {
        Object[] named = Arrays.asList(more).contains("--next-image")
                        || Arrays.asList(more).contains("--to")
                ? new Object[0]
                : new Object[] {"--next-image", image};
        return Ran.command(Stream.of(new Object[] {"preflight", "--host", "h1", "--log", log}, named, more)
                .flatMap(Arrays::stream)
                .toArray());
    }
}
