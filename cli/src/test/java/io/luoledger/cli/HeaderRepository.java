package io.luoledger.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A git repository of a kernel's headers, as few as there can be, and the commits that a test makes. */
final class HeaderRepository {
    static final String DEMO = "include/linux/kho/abi/demo.h";

    private final Path root;

    private HeaderRepository(Path root) {
        this.root = root;
    }

    /** With one commit, tagged "base": a handler "demo" of one struct of a u64 and a u32. */
    static HeaderRepository at(Path root) throws IOException {
        HeaderRepository repository = new HeaderRepository(root);
        Files.createDirectories(root);
        repository.git("init", "--quiet", "--initial-branch=main");
        repository.write("include/linux/kho/abi/luo.h", """
                #define KHO_FDT_COMPATIBLE "kho-v4"
                #define LUO_ABI_COMPATIBLE "luo-v5"
                #define LUO_ABI_COMPAT_LEN 8
                /* Guarded by LUO_ABI_COMPATIBLE. */
                struct luo_ser { char compatible[8]; u64 liveupdate_num; u64 sessions_pa; u64 flbs_pa; } __packed;
                """);
        repository.write("include/linux/kho/abi/memfd.h", "#define MEMFD_LUO_FH_COMPATIBLE \"memfd-v2\"\n");
        repository.write(DEMO, demo("demo-v1", "u32"));
        repository.commit("Begin");
        repository.git("tag", "base");
        return repository;
    }

    /** A copy of it that nothing is checked out of. */
    HeaderRepository bare(Path copy) {
        git("clone", "--quiet", "--bare", ".", copy.toString());
        return new HeaderRepository(copy);
    }

    /** The demo header: its string, and the type of its second field. */
    static String demo(String version, String type) {
        return """
                #define DEMO_LUO_FH_COMPATIBLE "%s"

                struct demo_ser {
                	u64 first;
                	%s second;
                } __packed;
                """.formatted(version, type);
    }

    Path root() {
        return root;
    }

    void write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that was written; gives the commit's name. */
    String commit(String subject) {
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", subject);
        return git("rev-parse", "HEAD").strip();
    }

    String commit(String subject, String path, String text) {
        write(path, text);
        return commit(subject);
    }

    /** What git prints; it has to work, and neither a person's settings nor a clock play a part. */
    String git(String... arguments) {
        Run run = tried(arguments);
        if (run.code() != 0) {
            throw new IllegalStateException("git " + String.join(" ", arguments) + ": " + run.out());
        }
        return run.out();
    }

    /** What git gave, standard error among it. */
    record Run(int code, String out) {}

    Run tried(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=A", "-c", "user.email=a@example.org"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_AUTHOR_DATE", "2026-11-01T00:00:00Z");
        builder.environment().put("GIT_COMMITTER_DATE", "2026-11-01T00:00:00Z");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
