package io.luoledger.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.cli.LuoLedger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was packed, unpacked and run: without a build tree, and without Maven being asked. */
@SuppressWarnings("NullAway.Init")
class PackagesIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String VERSION = "0.1.0";
    private static final Path SHARE = TARGET.resolve("extras");
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path temp;

    private Path mavenWasAsked;
    private Map<String, String> environment;

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void setTrapForMaven() throws IOException {
        mavenWasAsked = temp.resolve("maven-was-asked");
        Path trap = Files.createDirectories(temp.resolve("trap"));
        Path mvn = Files.writeString(trap.resolve("mvn"), "#!/bin/sh\ntouch " + mavenWasAsked + "\n");
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment = Map.of(
                "PATH",
                trap + File.pathSeparator + System.getenv("PATH"),
                "JAVA_HOME",
                System.getProperty("java.home"),
                "XDG_CACHE_HOME",
                temp.resolve("cache").toString(),
                "NO_COLOR",
                "1");
    }

    @Test
    void shouldRunFromTheTarball() throws Exception {
        // Given
        Path home = unpacked();

        // When
        Ran version = launcher(home.resolve("bin/luo-ledger"), "--version");
        Ran check = launcher(home.resolve("bin/luo-ledger"), "abi", "check", "--from", "6.19", "--to", "7.3");

        // Then
        assertThat(version.code()).as(version.toString()).isZero();
        assertThat(version.out())
                .startsWith("luo-ledger " + VERSION + "\n")
                .contains("\nJava " + Runtime.version().feature());
        assertThat(version.err()).isEmpty();
        assertThat(check.code()).as(check.toString()).isEqualTo(1);
        assertThat(check.out()).startsWith("6.19 -> 7.3");
        assertThat(home.resolve("LICENSE")).content().contains("Apache License", "Version 2.0, January 2004");
        assertThat(mavenWasAsked).doesNotExist();
        assertThat(home.resolve("archives")).isDirectoryContaining("glob:**/light-*.jsa");
    }

    @Test
    void shouldKeepClassDataWithTheUserWhereTheProgramCantBeWrittenAndDoWithoutWhereNothingCan() throws Exception {
        // Given
        Path home = unpacked();
        // root may write anywhere, but not below a file
        Files.writeString(home.resolve("archives"), "");

        // When
        Ran withCache = launcher(home.resolve("bin/luo-ledger"), "--version");
        environment = with("XDG_CACHE_HOME", home.resolve("archives").toString());
        Ran without = launcher(home.resolve("bin/luo-ledger"), "--version");

        // Then
        assertThat(temp.resolve("cache/luo-ledger")).isDirectoryContaining("glob:**/light-*.jsa");
        assertThat(withCache).isEqualTo(without);
        assertThat(without.code()).as(without.toString()).isZero();
        assertThat(without.err()).isEmpty();
    }

    @Test
    void shouldRunFromTheDebianPackage() throws Exception {
        // Given
        require("dpkg-deb");
        Path root = temp.resolve("root");
        Path deb = TARGET.resolve("luo-ledger_" + VERSION + "_all.deb");

        // When
        Ran unpacked = run("dpkg-deb", "-x", deb.toString(), root.toString());
        // where it leads to lies in the system's root, not in this one
        Files.delete(root.resolve("usr/share/luo-ledger/archives"));
        Ran version = launcher(root.resolve("usr/bin/luo-ledger"), "--version");
        Ran says = run("dpkg-deb", "-f", deb.toString(), "Depends", "Recommends");

        // Then
        assertThat(unpacked.code()).as(unpacked.toString()).isZero();
        assertThat(version.out()).startsWith("luo-ledger " + VERSION + "\n");
        assertThat(says.out()).contains("Depends: bash, passwd\n").contains("Recommends: openjdk-21-jre-headless");
        assertThat(root.resolve("usr/share/doc/luo-ledger/copyright")).content().contains("License: Apache-2.0");
        assertThat(root.resolve("usr/share/doc/luo-ledger/LICENSE")).hasSameTextualContentAs(Path.of("../LICENSE"));
        assertThat(root.resolve("usr/share/doc/luo-ledger/prometheus/luo-ledger.rules.yml"))
                .hasSameTextualContentAs(Path.of("src/main/prometheus/luo-ledger.rules.yml"));
        assertThat(root.resolve("usr/share/man/man1/luo-ledger-preflight.1")).isRegularFile();
        assertThat(root.resolve("usr/share/bash-completion/completions/luo-ledger"))
                .isRegularFile();
        assertThat(mavenWasAsked).doesNotExist();
    }

    @Test
    void shouldHaveUnitsThatSystemdUnderstands() throws Exception {
        // Given
        require("systemd-analyze");
        Path root = Files.createDirectories(temp.resolve("system"));
        Path bin = Files.createDirectories(root.resolve("usr/bin"));
        for (String command : List.of("luo-ledger", "systemctl")) {
            Path stub = Files.writeString(bin.resolve(command), "#!/bin/sh\n");
            Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path units = Files.createDirectories(root.resolve("usr/lib/systemd/system"));
        List<Path> files = files(Path.of("src/main/systemd"));
        for (Path unit : files) {
            Files.copy(unit, units.resolve(unit.getFileName()));
        }

        // When
        Ran verified = run(Stream.concat(
                        Stream.of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", "--root=" + root),
                        files.stream().map(unit -> unit.getFileName().toString()))
                .toArray(String[]::new));

        // Then
        assertThat(files).hasSize(4);
        assertThat(verified).as(verified.toString()).isEqualTo(new Ran(0, "", ""));
    }

    @Test
    void shouldHaveAManualPageOfEveryCommand() throws Exception {
        // Given
        List<String> commands = Extras.all(LuoLedger.commandLine()).stream()
                .map(command -> command.getCommandSpec().qualifiedName("-") + ".1")
                .toList();
        List<Path> pages = files(SHARE.resolve("man/man1"));

        // Then
        assertThat(pages.stream().map(page -> page.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(commands);
        require("man");
        for (Path page : pages) {
            Ran read = run("man", "--warnings", "--local-file", page.toString());
            assertThat(read.code()).as(page + ": " + read.err()).isZero();
            assertThat(read.err()).as(page.toString()).isEmpty();
        }
    }

    @Test
    void shouldHaveCompletionsThatBashUnderstands() throws Exception {
        // Given
        Path completion = SHARE.resolve("bash-completion/completions/luo-ledger");
        String asking = "source " + completion + "; COMP_WORDS=(luo-ledger abi ch); COMP_CWORD=2; _complete_luo-ledger;"
                + " echo \"${COMPREPLY[*]}\"";

        // When
        Ran completed = run("bash", "-c", asking);

        // Then
        assertThat(completed).isEqualTo(new Ran(0, "check\n", ""));
    }

    @Test
    void shouldHaveCompletionsThatZshUnderstands() throws Exception {
        // Given
        require("zsh");
        String asking = "autoload -U compinit; fpath=(" + SHARE.resolve("zsh/vendor-completions")
                + " $fpath); compinit -u -D; print $_comps[luo-ledger]; zsh -n $fpath[1]/_luo-ledger";

        // When
        Ran found = run("zsh", "-f", "-c", asking);

        // Then
        assertThat(found).isEqualTo(new Ran(0, "_luo-ledger\n", ""));
    }

    @Test
    void shouldHaveCompletionsThatFishUnderstands() throws Exception {
        // Given
        require("fish");
        String load = "source " + SHARE.resolve("fish/vendor_completions.d/luo-ledger.fish") + "; ";

        // When
        Ran commands = run("fish", "--no-config", "-c", load + "complete -C 'luo-ledger abi ch'");
        Ran options = run("fish", "--no-config", "-c", load + "complete -C 'luo-ledger abi check --fo'");
        Ran elsewhere = run("fish", "--no-config", "-c", load + "complete -C 'luo-ledger abi list --fo'");

        // Then
        assertThat(commands.out()).startsWith("check\t").hasLineCount(1);
        assertThat(options.out()).startsWith("--format\t").hasLineCount(1);
        assertThat(elsewhere.out()).isEmpty();
        assertThat(commands.err() + options.err() + elsewhere.err()).isEmpty();
    }

    @Test
    void shouldListEveryJarInTheBillOfMaterials() throws Exception {
        // Given
        String bill = Files.readString(TARGET.resolve("luo-ledger-" + VERSION + ".cdx.json"));

        // When
        List<Path> jars = files(unpacked().resolve("lib"));

        // Then
        assertThat(jars).hasSizeGreaterThan(50).allSatisfy(jar -> {
            String name = Objects.requireNonNull(jar.getFileName()).toString().replaceFirst("-[0-9][^/]*\\.jar$", "");
            assertThat(bill).contains("\"name\" : \"" + name + "\"");
        });
    }

    // ---- by hand ----

    private Path unpacked() throws Exception {
        Path tarball = TARGET.resolve("luo-ledger-" + VERSION + ".tar.gz");
        Ran unpacked = run("tar", "xzf", tarball.toString(), "-C", temp.toString());
        assertThat(unpacked.code()).as(unpacked.toString()).isZero();
        return temp.resolve("luo-ledger-" + VERSION);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(name, value);
        return changed;
    }

    private Ran launcher(Path launcher, String... words) throws Exception {
        return run(
                Stream.concat(Stream.of(launcher.toString()), Stream.of(words)).toArray(String[]::new));
    }

    private Ran run(String... words) throws Exception {
        Path out = temp.resolve("out.txt");
        Path err = temp.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(String.join(" ", words))
                .isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void require(String tool) {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
        if (!there) {
            System.err.println("SKIPPED a check of the packages: " + tool + " isn't installed here");
            Assumptions.abort(tool + " isn't installed here");
        }
    }
}
