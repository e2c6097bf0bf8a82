package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.Descriptors;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbiCommandTest {
    private record Run(int code, String out, String err) {}

    @TempDir
    private Path directory = Path.of(".");

    @Test
    void shouldExitWithZeroForACompatiblePairAndOneForTheOthers() {
        assertThat(run("abi", "check", "--from", "7.2", "--to", "7.3").code()).isZero();
        assertThat(run("abi", "check", "--from", "7.1", "--to", "7.2").code()).isEqualTo(1);
        assertThat(run("abi", "check", "-q", "--from", "7.1", "--to", "7.2")).isEqualTo(new Run(1, "", ""));
        assertThat(run("abi", "matrix", "7.1", "7.2").code()).isZero();
        assertThat(run("abi", "list").code()).isZero();
        assertThat(run("abi", "explain", "kho_vmalloc").out())
                .contains("embedded in memfd_luo_ser, whose guard is MEMFD_LUO_FH_COMPATIBLE=memfd-v2");
        assertThat(run("abi", "explain", "ABI-FIELD-MOVED").out()).startsWith("ABI-FIELD-MOVED  ERROR");
    }

    @Test
    void shouldSayWhatAChangeOfAStructBreaksAndWhatToBump() throws Exception {
        // When
        Run text = run("abi", "explain", "luo_session_ser");
        JsonNode json = new ObjectMapper()
                .readTree(run("abi", "explain", "luo_session_ser", "--json").out());
        // Then
        assertThat(text.out())
                .contains("""
                        may it be changed?
                          rename a field: yes, no guard has to be bumped
                          add a field at the end (added): only with a bump
                            without: update SILENT oops_on_open, roll-back SILENT late_errno_data_lost
                            bumped: update REFUSED panic_boot, roll-back REFUSED panic_boot
                          add a field in a hole or in reserved bytes: it has no place for that
                        """)
                .contains("LUO_ABI_COMPATIBLE, \"luo-v5\" to \"luo-v6\": covers luo_session_ser (LUO)");
        assertThat(json.at("/bumps/0/next").asText()).isEqualTo("luo-v6");
        assertThat(json.at("/bumps/0/mismatch/rollback/consequence").asText()).isEqualTo("panic_boot");
        assertThat(json.at("/changes/1").toString())
                .startsWith("{\"edit\":\"ADD_AT_THE_END\",\"field\":\"added\",\"unbumped\":{\"update\":"
                        + "{\"outcome\":\"SILENT\",\"consequence\":\"oops_on_open\"}");
    }

    @Test
    void shouldSayWhichStructMayHaveBeenMeant() {
        assertThat(run("abi", "explain", "luo_sesion_ser"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "luo-ledger: no struct or finding called luo_sesion_ser; did you mean luo_session_ser?;"
                                + " other words: `luo-ledger explain`\n"));
    }

    /** The quiet call has a way of its own that leaves everything odd to the command proper. */
    @Test
    void shouldAnswerQuietlyAsItDoesAloud() {
        for (String pair : List.of("7.2 7.3", "7.1 7.2", "6.19 7.0", "7.0 7.0", "7.2 vfio-v5", "vfio-v5 7.2")) {
            String from = pair.substring(0, pair.indexOf(' '));
            String to = pair.substring(pair.indexOf(' ') + 1);
            for (List<String> more : List.of(List.<String>of(), List.of("--both"))) {
                List<String> aloud = new ArrayList<>(List.of("abi", "check", "--from", from, "--to", to));
                aloud.addAll(more);
                List<String> quiet = new ArrayList<>(aloud);
                quiet.add("--quiet");
                assertThat(run(quiet.toArray(String[]::new)))
                        .isEqualTo(new Run(run(aloud.toArray(String[]::new)).code(), "", ""));
            }
        }
        assertThat(run("abi", "check", "-q", "--from", "7.2"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                "luo-ledger: --to KERNEL is missing: the incoming kernel\nusage: see 'luo-ledger abi check --help'\n"));
        assertThat(run("abi", "check", "-q", "--from", "7.2", "--to", "nosuch")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.err()).startsWith("luo-ledger: nosuch: no such file");
        });
        assertThat(run("abi", "check", "-q", "--from", "7.2", "--to").code()).isEqualTo(2);
        assertThat(run("abi", "check", "-q", "--from", "7.2", "--to", "7.3", "--nosuch")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void shouldSayWhatIsWrongWithItsInput() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"format\":\"luo-ledger-abi/1\",}");
        Path other = Files.writeString(directory.resolve("other.json"), "{\"hello\": 1}");
        Path bad = Files.writeString(
                directory.resolve("bad.json"),
                "{\"format\":\"luo-ledger-abi/1\",\"source\":\"x\",\"guards\":[],\"structs\":[{\"name\":\"s\",\"kind\":\"k\",\"fields\":[{\"name\":\"f\",\"type\":\"u8\",\"offset\":-1}]}]}");
        assertThat(run("abi", "check", "--from", "nosuch", "--to", "7.3"))
                .isEqualTo(
                        new Run(
                                3,
                                "",
                                "luo-ledger: nosuch: no such file, no git reference here, and not in the catalogue; 'luo-ledger abi list' shows what is\n"));
        assertThat(run("abi", "import", "--json", broken.toString()))
                .isEqualTo(
                        new Run(
                                3,
                                "",
                                "luo-ledger: " + broken
                                        + ": line 1, column 30: not JSON: Unexpected character ('}' (code 125)): was expecting double-quote to start field name\n"));
        assertThat(run("abi", "import", "--json", other.toString()).err())
                .startsWith("luo-ledger: " + other + ": expected a descriptor (\"format\"), a kernel's facts");
        assertThat(run("abi", "import", "--json", bad.toString()))
                .isEqualTo(new Run(
                        3, "", "luo-ledger: " + bad + ".structs.s.offset: expected a whole number from 0, found -1\n"));
        assertThat(run("abi", "import", "--btf", other.toString()).err())
                .isEqualTo("luo-ledger: " + other + ": byte 0: BTF header cut short: 12 bytes, expected at least 24\n");
        assertThat(run("abi", "import", "--btf", directory.resolve("gone").toString())
                        .err())
                .isEqualTo("luo-ledger: " + directory.resolve("gone") + ": no such file\n");
        assertThat(run("abi", "import", "--source", directory.toString()).err())
                .isEqualTo("luo-ledger: " + directory
                        + ": no header in include/linux/kho/abi; expected a kernel source tree, 7.0 or newer\n");
        assertThat(run("abi", "import").code()).isEqualTo(2);
        assertThat(run("abi", "plan", "--to", "7.3"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                "luo-ledger: give --from KERNEL, --log FILE, --hosts FILE or a cluster (--bootstrap-server)\n"));
        assertThat(run("abi", "decode", "--kernel", "7.3", other.toString()).code())
                .isEqualTo(3);
        Path zeros = Files.write(directory.resolve("zeros"), new byte[8192]);
        assertThat(run("abi", "decode", "--kernel", "7.3", zeros.toString()))
                .isEqualTo(new Run(
                        3,
                        "",
                        "luo-ledger: " + zeros
                                + ": no session block in it (pages: 2); give its address with --root\n"));
        assertThat(run("abi").code()).isEqualTo(2);
    }

    @Test
    void shouldReadBackWhatImportWrites() throws Exception {
        Path file = directory.resolve("kernel.json");
        tree("tree", "#define DEMO_LUO_FH_COMPATIBLE \"demo-v1\"\nstruct demo_ser { u64 a; u32 b; } __packed;\n");
        Run imported = run(
                "abi",
                "import",
                "--source",
                directory.resolve("tree").toString(),
                "--release",
                "mine",
                "-o",
                file.toString());
        assertThat(imported).isEqualTo(new Run(0, "", ""));
        Run check = run(
                "abi",
                "check",
                "--from",
                file.toString(),
                "--to",
                directory.resolve("tree").toString(),
                "--json");
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("\"from\" : \"mine\"", "\"kind\" : \"demo\"", "\"outcome\" : \"COMPATIBLE\"");
    }

    /** A correct bump, a break that no kernel would notice, and what isn't known: a gate tells them apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bumped | silent,refused,absent,incomplete | 1
            bumped | silent                           | 0
            bumped | SILENT,Incomplete                | 0
            bumped | refused                          | 1
            silent | silent                           | 1
            silent | refused,absent,incomplete        | 0
            gone   | silent,refused,incomplete        | 0
            gone   | absent                           | 1
            """)
    void shouldFailOnWhatTheGateAsksFor(String change, String failOn, int code) throws Exception {
        // Given
        String guard = "#define DEMO_LUO_FH_COMPATIBLE \"demo-v1\"\n";
        Path old = tree("old", guard + "struct demo_ser { u64 a; u32 b; } __packed;\n");
        Path young = tree(
                "young",
                switch (change) {
                    case "bumped" -> guard.replace("v1", "v2") + "struct demo_ser { u64 a; u64 b; } __packed;\n";
                    case "silent" -> guard + "struct demo_ser { u64 a; u64 b; } __packed;\n";
                    default -> "";
                });

        // When
        List<String> check = List.of(
                "abi", "check", "--from", old.toString(), "--to", young.toString(), "--fail-on", failOn, "--format");
        Run text = formatted(check, "text");
        Run junit = formatted(check, "junit");
        Run github = formatted(check, "github");
        Run sarif = formatted(check, "sarif");
        Run json = formatted(check, "json");
        Run all = run("abi", "check", "--from", old.toString(), "--to", young.toString(), "--json");

        // Then
        assertThat(List.of(text, junit, github, sarif, json))
                .extracting(Run::code)
                .containsOnly(code);
        assertThat(junit.out().contains("<failure")).isEqualTo(code == 1);
        assertThat(github.out().contains("::error")).isEqualTo(code == 1);
        assertThat(results(sarif).contains("error")).isEqualTo(code == 1);
        // what is found is no matter of what the gate fails on
        assertThat(json.out()).isEqualTo(all.out());
    }

    private static Run formatted(List<String> check, String format) {
        return run(Stream.concat(check.stream(), Stream.of(format)).toArray(String[]::new));
    }

    /** Levels of a SARIF document's results. */
    private static List<String> results(Run sarif) throws Exception {
        return new ObjectMapper()
                .readTree(sarif.out())
                .path("runs")
                .path(0)
                .path("results")
                .findValuesAsText("level");
    }

    @Test
    void shouldRefuseTwoForms() {
        assertThat(run("abi", "check", "--from", "7.2", "--to", "7.3", "--json", "--format", "sarif"))
                .isEqualTo(new Run(
                        2, "", "luo-ledger: --json and --format sarif ask for two forms; expected one of them\n"));
    }

    /** A release's layout is fixed: told another page size it would pass as if it had been looked at. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --from 7.2 --to 7.3 --page-size 65536",
                "check --from 7.2 --to 7.3 -D CONFIG_DEMO=y",
                "plan --from 7.2 --to 7.3 -D CONFIG_DEMO=y",
                "matrix -D CONFIG_DEMO",
                "explain luo_ser --kernel 7.3 -D CONFIG_DEMO=n",
                "explain ABI-FIELD-MOVED -D CONFIG_DEMO=n",
                "decode dump.json --kernel 7.3 -D CONFIG_DEMO=n",
                "publish --page-size 65536",
                "publish 7.3 -D CONFIG_DEMO=n",
            })
    void shouldRefuseOptionsThatNoKernelTakes(String arguments) {
        assertThat(run(("abi " + arguments).split(" ")))
                .isEqualTo(new Run(
                        2,
                        "",
                        "luo-ledger: -D and --page-size say how a source tree is built, and no kernel here is one:"
                                + " a release's or a file's layout is fixed\n"));
    }

    @Test
    void shouldSayWhatIsNotKnownOfAStruct() throws Exception {
        // Given
        Path tree = tree(
                "tree",
                "#define DEMO_LUO_FH_COMPATIBLE \"demo-v1\"\nstruct demo_ser { u64 a;\n#ifdef CONFIG_DEMO\nu64 b;\n#endif\n};");
        // When
        Run untold = run("abi", "explain", "demo_ser", "--kernel", tree.toString());
        Run told = run("abi", "explain", "demo_ser", "--kernel", tree.toString(), "-D", "CONFIG_DEMO");
        // Then
        assertThat(untold.out())
                .contains("not known: include/linux/kho/abi/demo.h:3: layout of demo_ser depends on CONFIG_DEMO");
        assertThat(told.out()).startsWith("demo_ser in " + tree + ": 16 bytes").doesNotContain("not known");
    }

    @Test
    void shouldFailOnWhatIsNotKnownWhenAskedTo() {
        assertThat(run("abi", "check", "--from", "7.1", "--to", "7.1").code()).isEqualTo(1);
        assertThat(run("abi", "check", "--from", "7.1", "--to", "7.1", "--fail-on", "incomplete")
                        .code())
                .isEqualTo(1);
        assertThat(run("abi", "check", "--from", "7.1", "--to", "7.1", "--fail-on", "silent,refused,absent")
                        .code())
                .isZero();
        assertThat(run("abi", "check", "--from", "7.1", "--to", "7.1", "--fail-on", "broken"))
                .satisfies(run -> {
                    assertThat(run.code()).isEqualTo(2);
                    assertThat(run.err())
                            .startsWith(
                                    "luo-ledger: --fail-on broken: expected one of silent, refused, absent, incomplete\n");
                });
    }

    @Test
    void shouldSayWhatATreeLacksAndFailOnItAsOnWhatIsNotKnown() throws Exception {
        // Given
        Path tree = tree("part", "");
        Files.delete(tree.resolve("include/linux/kho/abi/memfd.h"));
        // When
        Run imported = run("abi", "import", "--source", tree.toString(), "--release", "part");
        Run check = run("abi", "check", "--from", tree.toString(), "--to", tree.toString());
        Run silent = run("abi", "check", "--from", tree.toString(), "--to", tree.toString(), "--fail-on", "silent");
        // Then
        String lacks = "not in this tree: the string of memfd's handler (memfd.h)";
        assertThat(imported.err()).isEqualTo("part: incomplete: " + lacks + "\n");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out())
                .startsWith(tree + " -> " + tree + "  SILENT  none known; not proven, ABI-INCOMPLETE\n")
                .contains(lacks);
        assertThat(silent.code()).isZero();
    }

    @Test
    void shouldSayWhichDirectoryIsMeantForAPartOfATree() throws Exception {
        // Given
        Path tree = tree("whole", "");
        Path part = tree.resolve("include/linux/kho/abi");
        // When, then
        for (String command : List.of("check --from 7.3 --to", "import --source")) {
            assertThat(run(("abi " + command + " " + part).split(" ")))
                    .isEqualTo(new Run(
                            3,
                            "",
                            "luo-ledger: " + part + ": inside of a source tree; expected its root, " + tree + "\n"));
            assertThat(run(("abi " + command + " " + part.resolve("luo.h")).split(" ")))
                    .isEqualTo(new Run(
                            3,
                            "",
                            "luo-ledger: " + part.resolve("luo.h")
                                    + ": a header by itself; expected the root of its source tree, " + tree + "\n"));
        }
    }

    @Test
    void shouldTakeAKernelThatGzipMadeSmallerAndSayWhatElseItIs() throws Exception {
        // Given
        Path zipped = directory.resolve("mine.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(Descriptors.toJson(Catalogue.find("7.3").orElseThrow()).getBytes(StandardCharsets.UTF_8));
        }
        Path patch = Files.writeString(directory.resolve("my.patch"), "diff --git a/x b/x\n");
        // When, then
        assertThat(run("abi", "check", "--from", "7.3", "--to", zipped.toString())
                        .code())
                .isZero();
        assertThat(run("abi", "check", "--from", "7.3", "--to", patch.toString()))
                .isEqualTo(new Run(
                        3,
                        "",
                        "luo-ledger: " + patch + ": expected a descriptor in JSON, BTF or a source tree's directory,"
                                + " found a patch: apply it to a source tree, and give that\n"));
    }

    private Path tree(String name, String demo) throws Exception {
        Path root = directory.resolve(name);
        Path headers = Files.createDirectories(root.resolve("include/linux/kho/abi"));
        Files.writeString(headers.resolve("luo.h"), """
                #define KHO_FDT_COMPATIBLE "kho-v4"
                #define LUO_ABI_COMPATIBLE "luo-v5"
                #define LUO_ABI_COMPAT_LEN 8
                /* Guarded by LUO_ABI_COMPATIBLE. */
                struct luo_ser { char compatible[8]; u64 liveupdate_num; u64 sessions_pa; u64 flbs_pa; } __packed;
                """);
        Files.writeString(headers.resolve("memfd.h"), "#define MEMFD_LUO_FH_COMPATIBLE \"memfd-v2\"\n");
        if (!demo.isEmpty()) {
            Files.writeString(headers.resolve("demo.h"), demo);
        }
        return root;
    }

    @Test
    void shouldTakeTheOptionsThatALayoutDependsOn() throws Exception {
        // Given
        Path before = demoTree("before", "struct demo_ser { u64 a; };");
        Path after = demoTree("after", "struct demo_ser {\nu64 a;\n#ifdef CONFIG_DEMO\nu64 b;\n#endif\n};");
        List<String> check = List.of("abi", "check", "--from", before.toString(), "--to", after.toString());
        // When
        Run untold = run(check.toArray(String[]::new));
        Run on = run(
                Stream.concat(check.stream(), Stream.of("-D", "CONFIG_DEMO=y")).toArray(String[]::new));
        Run off = run(
                Stream.concat(check.stream(), Stream.of("-D", "CONFIG_DEMO=n")).toArray(String[]::new));
        Run odd = run(
                Stream.concat(check.stream(), Stream.of("-D", "not a name=y")).toArray(String[]::new));
        // Then
        assertThat(untold.code()).isEqualTo(1);
        assertThat(untold.out())
                .contains("ABI-INCOMPLETE")
                .contains(
                        "layout of demo_ser depends on CONFIG_DEMO, which nobody told; tell it with -D CONFIG_DEMO=y or =n");
        assertThat(on.code()).isEqualTo(1);
        assertThat(on.out()).contains("ABI-FIELD-ADDED  demo_ser.b").doesNotContain("ABI-INCOMPLETE");
        assertThat(off.code()).isZero();
        assertThat(odd).isEqualTo(new Run(2, "", "luo-ledger: -D not a name=y: expected such as CONFIG_NUMA=y\n"));
    }

    @Test
    void shouldEndWithTheFileTheLineAndTheReasonWhenAHeaderCantBeRead() throws Exception {
        // Given
        Path before = demoTree("before", "struct demo_ser { u64 a; };");
        Path after = demoTree("after", "struct demo_ser {\nu64 a\n};");
        // When, then
        String problem = "luo-ledger: include/linux/kho/abi/demo.h:4: expected ';', found '}'\n" + after
                + ": its headers can't be read, so nothing was made of them\n";
        assertThat(run("abi", "check", "--from", before.toString(), "--to", after.toString()))
                .isEqualTo(new Run(3, "", problem));
        assertThat(run("abi", "import", "--source", after.toString())).isEqualTo(new Run(3, "", problem));
    }

    @Test
    void shouldSayWhenADocumentIsNestedTooDeep() throws Exception {
        Path deep = Files.writeString(
                directory.resolve("deep.json"), "{\"waivers\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        for (Run run : List.of(
                run("abi", "import", "--json", deep.toString()),
                run("abi", "check", "--from", "7.2", "--to", "7.3", "--waivers", deep.toString()),
                run("abi", "check", "--from", "7.2", "--to", "7.3", "--guards", deep.toString()),
                run("abi", "plan", "--to", "7.3", "--hosts", deep.toString()),
                run("abi", "decode", "--kernel", "7.3", deep.toString()))) {
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.err())
                    .startsWith("luo-ledger: " + deep + ": not JSON: Document nesting depth (1001) exceeds");
        }
    }

    private Path demoTree(String name, String header) throws Exception {
        return tree(name, "#define DEMO_LUO_FH_COMPATIBLE \"demo-v1\"\n" + header + "\n");
    }

    @Test
    void shouldPlanForTheHostsOfAList() throws Exception {
        Path hosts = Files.writeString(
                directory.resolve("hosts.json"),
                "{\"hosts\":[{\"host\":\"h1\",\"kernel\":\"7.2\",\"handlers\":[\"memfd-v2\"]},{\"host\":\"h2\",\"kernel\":\"6.19\",\"handlers\":[\"memfd-v1\"]},{\"host\":\"h3\",\"kernel\":\"6.19\"}]}");
        Run plan = run("abi", "plan", "--to", "7.3", "--hosts", hosts.toString());
        assertThat(plan.code()).isEqualTo(1);
        assertThat(plan.out())
                .startsWith("3 hosts: 2 straight, 0 with a stop in between, 1 blocked; 1 without a way back\n");
    }

    @Test
    void shouldPlanForTheOtherHostsWhenTheKernelOfOneIsNotKnown() throws Exception {
        // Given
        Path hosts = Files.writeString(
                directory.resolve("hosts.json"),
                "{\"hosts\":[{\"host\":\"h1\",\"kernel\":\"7.2\",\"handlers\":[\"memfd-v2\"]},{\"host\":\"h2\",\"kernel\":\"7.3+mine\",\"handlers\":[\"memfd-v2\"]}]}");
        Path mine = directory.resolve("mine.json");
        run("abi", "import", "--json", export("7.3"), "--release", "7.3+mine", "-o", mine.toString());

        // When
        Run unknown = run("abi", "plan", "--to", "7.3", "--hosts", hosts.toString());
        Run known = run("abi", "plan", "--to", "7.3", "--via", "7.2," + mine, "--hosts", hosts.toString());

        // Then
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.out())
                .startsWith("2 hosts: 1 straight, 0 with a stop in between, 1 blocked; 1 without a way back\n")
                .contains("""
                        h2
                          holds: memfd-v2
                          way: none
                          back: none
                          not straight: kernel 7.3+mine is not known: import its descriptor
                        """);
        assertThat(known.out())
                .startsWith("2 hosts: 2 straight, 0 with a stop in between, 0 blocked; 0 without a way back\n");
    }

    /** A file with the descriptor of a kernel of the catalogue. */
    private String export(String release) throws Exception {
        return Files.writeString(
                        directory.resolve(release + ".json"),
                        io.luoledger.abi.source.Descriptors.toJson(
                                io.luoledger.abi.Catalogue.find(release).orElseThrow()))
                .toString();
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = LuoLedger.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
