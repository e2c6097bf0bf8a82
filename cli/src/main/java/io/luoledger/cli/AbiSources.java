package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Guard;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.source.HeaderTree;
import io.luoledger.abi.source.Importers;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Finds the kernel that a user means: a file, a source tree, a git reference, or a release of the catalogue. */
final class AbiSources {
    private static final int MAX_BYTES = 1 << 30;
    private static final long LARGE = 1 << 20;
    private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+");
    /** What git itself calls a commit: in a bare repository it keeps a file of that name, which is no kernel. */
    private static final Pattern HEAD = Pattern.compile("([A-Z]+_)?HEAD");

    private final @Nullable Path repository;
    private final List<Guard> guards;
    private final int pageSize;
    private final Map<String, String> configuration;
    private boolean readTree;

    /** @param repository where git references are looked up; null for the working directory */
    AbiSources(@Nullable Path repository, List<Guard> guards, int pageSize, Map<String, String> configuration) {
        this.repository = repository;
        this.guards = guards;
        this.pageSize = pageSize;
        this.configuration = configuration;
    }

    static AbiSources plain() {
        return new AbiSources(null, List.of(), 4096, Map.of());
    }

    /** The kernel called so. */
    AbiDescriptor load(String name) {
        return load(name, null);
    }

    /** @param untold its release, should its file be one that doesn't tell it */
    AbiDescriptor load(String name, @Nullable String untold) {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return tree(DirectoryTree.at(path), null);
        }
        boolean ofGit = HEAD.matcher(name).matches() && Git.hasRepository(repository);
        if (!ofGit && Files.exists(path)) {
            DirectoryTree.refuseHeader(path);
            ByteBuffer content = content(path);
            return Importers.isKernel(content)
                    ? kernel(content, path, untold, Set.of())
                    : only(Descriptors.fromJson(array(content), path.toString(), null), name);
        }
        if (repository == null && RELEASE.matcher(name).matches()) {
            // no kernel repository has a tag without its v: no need to ask git
            Optional<AbiDescriptor> release = Catalogue.find(name);
            if (release.isPresent()) {
                return release.get();
            }
        }
        Optional<GitTree> reference = GitTree.find(repository, name);
        if (reference.filter(GitTree::hasHeaders).isPresent()) {
            return tree(reference.get(), name);
        }
        int hash = name.lastIndexOf('#');
        if (hash > 0 && Files.isRegularFile(Path.of(name.substring(0, hash)))) {
            return only(file(Path.of(name.substring(0, hash)), name.substring(hash + 1)), name);
        }
        return Catalogue.find(name)
                .or(() -> reference.map(tree -> tree(tree, name)))
                .orElseThrow(() -> new UnreadableInputException(name
                        + ": no such file, no git reference here, and not in the catalogue"
                        + UsageText.nearest(name, Catalogue.all())
                                .map(one -> "; did you mean " + one + "?")
                                .orElse("; 'luo-ledger abi list' shows what is")));
    }

    /** The source tree called so: a directory or a git reference. */
    HeaderTree source(String name) {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return DirectoryTree.at(path);
        }
        return GitTree.find(repository, name)
                .orElseThrow(() -> new UnreadableInputException(
                        name + ": no source tree and no git reference here; expected headers, which patches change"));
    }

    AbiDescriptor tree(HeaderTree tree, @Nullable String release) {
        readTree = true;
        String called = release != null ? release : Importers.release(tree).orElse(tree.name());
        return Importers.fromHeaders(tree, called, pageSize, configuration);
    }

    /** Whether one of the kernels was read from source, page size and configuration as given. */
    boolean readTree() {
        return readTree;
    }

    /** Every kernel in a file; from a list only the one asked for. */
    List<AbiDescriptor> file(Path path, @Nullable String release) {
        ByteBuffer content = content(path);
        return Importers.isKernel(content)
                ? List.of(kernel(content, path, release, Set.of()))
                : Descriptors.fromJson(array(content), path.toString(), release);
    }

    /** The kernel of a file that is expected to hold one: an image, or BTF. */
    AbiDescriptor btf(Path path, @Nullable String release) {
        return kernel(content(path), path, release, Set.of());
    }

    /**
     * The kernel of an image that is to be booted.
     *
     * @param argument its file, or FILE#RELEASE for one that doesn't tell its release
     * @param modules strings of handlers that a module brings
     */
    AbiDescriptor image(String argument, Set<String> modules) {
        Path path = imageFile(argument);
        ByteBuffer content = content(path);
        if (!Importers.isImage(content)) {
            throw new UnreadableInputException(path + ": expected a kernel's image (vmlinux, vmlinuz)"
                    + Descriptors.foreign(array(content))
                            .map(what -> ", found " + what)
                            .orElse(""));
        }
        boolean named = !path.equals(Path.of(argument));
        return kernel(content, path, named ? argument.substring(argument.lastIndexOf('#') + 1) : null, modules);
    }

    /** The file of such an image, without the release behind it. */
    static Path imageFile(String argument) {
        int hash = argument.lastIndexOf('#');
        boolean named = hash > 0 && !Files.exists(Path.of(argument));
        return Path.of(named ? argument.substring(0, hash) : argument);
    }

    private AbiDescriptor kernel(ByteBuffer content, Path path, @Nullable String release, Set<String> modules) {
        ByteBuffer kernel = Importers.unpacked(content, path.toString());
        String called = release != null
                ? release
                : Importers.release(kernel, path.toString())
                        .or(() -> running(path))
                        .orElse(String.valueOf(path.getFileName()));
        return Importers.fromImage(
                kernel,
                path.toString(),
                called,
                guards,
                modules,
                Catalogue.find(called).orElse(null));
    }

    /** The running kernel's release, when its own BTF is what is read. */
    private static Optional<String> running(Path path) {
        return path.toString().equals("/sys/kernel/btf/vmlinux")
                ? Optional.of(System.getProperty("os.version", "running"))
                : Optional.empty();
    }

    /** The bytes of a file; of one that gzip made, what it was made of. */
    static byte[] bytes(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return bytes(in, path);
        } catch (IOException e) {
            throw new UnreadableInputException(path + ": " + Reason.of(e), e);
        }
    }

    /** The same of what is read as that file. */
    static byte[] bytes(InputStream in, Path path) throws IOException {
        byte[] bytes = limited(in, path);
        boolean zipped = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        return zipped ? limited(new GZIPInputStream(new ByteArrayInputStream(bytes)), path) : bytes;
    }

    /** The same, without a copy of a kernel with its debug information: a few hundred megabytes, of which little is read. */
    private static ByteBuffer content(Path path) {
        try {
            if (Files.isRegularFile(path) && Files.size(path) >= LARGE) {
                try (FileChannel channel = FileChannel.open(path)) {
                    ByteBuffer beginning = ByteBuffer.allocate(4);
                    channel.read(beginning);
                    if (Importers.isKernel(beginning.flip()) && channel.size() <= MAX_BYTES) {
                        return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                    }
                }
            }
        } catch (IOException e) {
            throw new UnreadableInputException(path + ": " + Reason.of(e), e);
        }
        return ByteBuffer.wrap(bytes(path));
    }

    private static byte[] array(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] limited(InputStream in, Path path) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES);
        if (in.read() >= 0) {
            throw new UnreadableInputException(path + ": larger than " + MAX_BYTES + " bytes");
        }
        return bytes;
    }

    private static AbiDescriptor only(List<AbiDescriptor> found, String name) {
        if (found.size() > 1) {
            throw new UsageException(name + " holds " + found.size() + " kernels; name one as " + name + "#RELEASE: "
                    + found.stream().map(AbiDescriptor::release).limit(40).toList());
        }
        return found.getFirst();
    }
}
