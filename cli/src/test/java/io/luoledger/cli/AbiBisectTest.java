package io.luoledger.cli;

import static io.luoledger.cli.HeaderRepository.DEMO;
import static io.luoledger.cli.HeaderRepository.demo;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbiBisectTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private HeaderRepository kernel;

    @BeforeEach
    void makeRepository() throws IOException {
        kernel = HeaderRepository.at(directory.resolve("kernel"));
    }

    private Ran step(Object... more) {
        Object[] words = {"abi", "check", "--bisect", "--from", "base", "--repository", kernel.root()};
        Object[] all = new Object[words.length + more.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Ran.command(all);
    }

    @Test
    void shouldAnswerForTheCommitThatIsCheckedOut() {
        // Given
        String good = kernel.commit("Add a text", "include/linux/kho/abi/README", "text\n");
        String bad = kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));
        String guarded = kernel.commit("Bump", DEMO, demo("demo-v2", "u64"));

        // When
        Ran bumped = step("--quiet");
        Ran silently = step("--quiet", "--fail-on", "silent");
        kernel.git("checkout", "--quiet", bad);
        kernel.write(DEMO, "what is not committed counts for nothing");
        Ran widened = step("--quiet", "--fail-on", "silent");
        Ran told = step("--quiet", "--to", good);
        kernel.git("update-ref", "BISECT_HEAD", guarded);
        Ran noCheckout = step("--quiet", "--fail-on", "silent");

        // Then
        assertThat(bumped).isEqualTo(new Ran(1, "", ""));
        assertThat(silently).isEqualTo(new Ran(0, "", ""));
        assertThat(widened).isEqualTo(new Ran(1, "", ""));
        assertThat(told).isEqualTo(new Ran(0, "", ""));
        assertThat(noCheckout).isEqualTo(new Ran(0, "", ""));
    }

    /** A commit that nobody can read is neither good nor bad, whatever the gate fails on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "This is a text about a header.\n",
                "#define DEMO_LUO_FH_COMPATIBLE \"demo-v1\"\nstruct demo_ser {\n\tu64 first;\n\tu32 second\n",
                "#define DEMO_LUO_FH_COMPATIBLE \"demo-v1\"\nstruct demo_ser {\n\tu64 first;\n\twhat_t second;\n};\n",
                "<<<<<<< HEAD\nstruct demo_ser { u64 first; };\n=======\n>>>>>>> other\n"
            })
    void shouldSkipWhatCannotBeRead(String header) {
        // Given
        kernel.commit("Break the header", DEMO, header);

        // When
        Ran all = step();
        Ran silent = step("--fail-on", "silent");

        // Then
        assertThat(all.code()).as(all.out() + all.err()).isEqualTo(BisectStep.SKIP);
        assertThat(silent.code()).as(silent.out() + silent.err()).isEqualTo(BisectStep.SKIP);
        assertThat(all.err())
                .startsWith("luo-ledger: this commit can't be judged: ")
                .contains(DEMO);
    }

    @Test
    void shouldSkipACommitWithoutAHeaderThatEveryKernelHasOrWithoutAny() throws IOException {
        // When
        Files.delete(kernel.root().resolve("include/linux/kho/abi/memfd.h"));
        kernel.commit("Lose one");
        Ran one = step();
        kernel.git("rm", "-r", "--quiet", "include");
        kernel.commit("Lose all", "README", "text\n");
        Ran all = step();

        // Then
        assertThat(one.code()).isEqualTo(BisectStep.SKIP);
        assertThat(one.err())
                .isEqualTo("luo-ledger: this commit can't be judged:"
                        + " not in this tree: the string of memfd's handler (memfd.h)\n");
        assertThat(all.code()).isEqualTo(BisectStep.SKIP);
        assertThat(all.err())
                .startsWith("luo-ledger: this commit can't be judged: git HEAD: no header in include/linux/kho/abi");
    }

    @Test
    void shouldNotCallACommitBadForWhatIsNotKnown() {
        // Given
        kernel.commit(
                "Depend on an option",
                DEMO,
                demo("demo-v1", "u32") + "#ifdef CONFIG_DEMO\nstruct more { u64 a; };\n#endif\n");

        // When
        Ran untold = step("--quiet");
        Ran let = step("--quiet", "--fail-on", "silent,refused,absent");
        Ran told = step("--quiet", "-D", "CONFIG_DEMO=n");

        // Then
        assertThat(untold.code()).isEqualTo(BisectStep.SKIP);
        assertThat(untold.err()).contains("nothing is known to be wrong, and not all is known: ", "CONFIG_DEMO");
        assertThat(let).isEqualTo(new Ran(0, "", ""));
        assertThat(told).isEqualTo(new Ran(0, "", ""));
    }

    /** Code 2 or 3 would be a bad commit to git bisect run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bisect",
                "--bisect --from base --nosuch",
                "--bisect --from base --fail-on what",
                "--bisect --from base --format json --json x",
                "--bisect --from nosuch",
                "--bisect --from base --waivers nosuch.json",
                "--bisect --from base --guards nosuch.json",
                "--bisect --from base --page-size 5000"
            })
    void shouldStopTheBisectForWhatIsNoAnswer(String arguments) {
        // When
        String[] words = ("abi check --repository " + kernel.root() + " " + arguments).split(" ");
        Ran ran = Ran.command((Object[]) words);

        // Then
        assertThat(ran.code()).as(ran.err()).isEqualTo(BisectStep.STOP);
        assertThat(ran.err()).startsWith("luo-ledger: ");
    }

    @Test
    void shouldStopTheBisectWhereThereIsNoRepository() {
        // When
        Ran ran = Ran.command("abi", "check", "--bisect", "--from", "7.3", "--repository", directory);

        // Then
        assertThat(ran.code()).isEqualTo(BisectStep.STOP);
        assertThat(ran.err())
                .isEqualTo("luo-ledger: --bisect without --to tests the commit that is checked out, and there is no git"
                        + " repository here; expected --to KERNEL or --repository DIR\n");
    }

    /** What the launcher can't do is no answer about a commit either. */
    @Test
    void shouldStopTheBisectWhereTheProgramIsNotWhole() throws IOException, InterruptedException {
        // Given
        Path launcher = Files.createDirectories(directory.resolve("bin")).resolve("luo-ledger");
        Files.copy(Path.of("..", "luo-ledger"), launcher);

        // When
        int step = launched(launcher, "abi", "check", "--bisect", "--from", "7.3");
        int check = launched(launcher, "abi", "check", "--from", "7.3", "--to", "7.3");
        String release = Files.readString(launcher)
                .lines()
                .filter(line -> line.startsWith("release="))
                .findFirst()
                .orElseThrow()
                .substring("release=".length());
        Files.writeString(directory.resolve("luo-ledger-cli-" + release + ".jar"), "no jar");
        int broken = launched(launcher, "abi", "check", "--bisect", "--from", "7.3");

        // Then
        assertThat(step).isEqualTo(BisectStep.STOP);
        assertThat(check).isEqualTo(ExitCode.UNREADABLE);
        assertThat(broken).isEqualTo(BisectStep.STOP);
    }

    private int launched(Path launcher, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start().waitFor();
    }

    @Test
    void shouldFindTheFirstBadCommitAsAStepOfGitBisectRun() throws IOException {
        // Given
        kernel.commit("Add a text", "README", "text\n");
        kernel.commit("Reword", DEMO, "/* The demo. */\n" + demo("demo-v1", "u32"));
        String bad = kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));
        kernel.commit("Say more", "README", "more text\n");
        kernel.commit("Garble", DEMO, "A header is to come.\n");
        kernel.commit("Ungarble", DEMO, demo("demo-v1", "u64"));
        kernel.commit("End", "README", "the end\n");

        // When
        kernel.git("bisect", "start", "HEAD", "base");
        HeaderRepository.Run run = kernel.tried(bisectRun());

        // Then
        assertThat(run.out()).contains(bad + " is the first bad commit", "Widen");
        assertThat(run.code()).isZero();
    }

    /** There, git keeps what it tests in files of the working directory. */
    @Test
    void shouldFindTheFirstBadCommitInABareRepository() throws IOException {
        // Given
        kernel.commit("Reword", DEMO, "/* The demo. */\n" + demo("demo-v1", "u32"));
        String bad = kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));
        kernel.commit("End", "README", "the end\n");
        HeaderRepository bare = kernel.bare(directory.resolve("bare"));

        // When
        bare.git("bisect", "start", "--no-checkout", "HEAD", "base");
        HeaderRepository.Run run = bare.tried(bisectRun());

        // Then
        assertThat(run.out()).contains(bad + " is the first bad commit", "Widen");
        assertThat(run.code()).isZero();
    }

    private String[] bisectRun() throws IOException {
        Path script = Files.writeString(
                directory.resolve("step"),
                "exec " + Path.of(System.getProperty("java.home"), "bin", "java")
                        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC io.luoledger.cli.LuoLedger"
                        + " abi check --quiet --bisect --from base --fail-on silent\n");
        return new String[] {
            "bisect", "run", "env", "CLASSPATH=" + System.getProperty("java.class.path"), "sh", script.toString()
        };
    }
}
