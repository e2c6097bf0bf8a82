package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Guard;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.role.Roles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes descriptors of kernels: from headers, and from images and BTF. */
public final class Importers {
    private Importers() {}

    /**
     * From the headers of a source tree.
     *
     * @param release its name in what is said of it
     * @param pageSize that the tree is to be built for. Unit: bytes
     * @param configuration further macros, such as CONFIG_LIVEUPDATE_TEST
     */
    public static AbiDescriptor fromHeaders(
            HeaderTree tree, String release, int pageSize, Map<String, String> configuration) {
        return withCounts(HeaderImporter.read(tree, release, pageSize, configuration));
    }

    /** The release of a source tree, from its Makefile: "7.3.4". */
    public static Optional<String> release(HeaderTree tree) {
        return tree.read("Makefile").map(text -> {
            String version = variable(text, "VERSION") + "." + variable(text, "PATCHLEVEL");
            String sub = variable(text, "SUBLEVEL");
            return version + (sub.isEmpty() || sub.equals("0") ? "" : "." + sub) + variable(text, "EXTRAVERSION");
        });
    }

    private static String variable(String makefile, String name) {
        return makefile.lines()
                .filter(line -> line.matches(name + "\\s*=.*"))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** Whether these bytes begin as BTF, as an ELF file, or as what boot loaders take. */
    public static boolean isKernel(ByteBuffer file) {
        return BtfTypes.is(file) || ElfFile.is(file) || BootImage.is(file);
    }

    /** Whether it is more than layouts: an image that can be booted, or that one is made of. */
    public static boolean isImage(ByteBuffer file) {
        return ElfFile.is(file) || BootImage.is(file);
    }

    /** The ELF file that a boot loader would unpack; anything else as it is. */
    public static ByteBuffer unpacked(ByteBuffer file, String name) {
        return BootImage.is(file) ? BootImage.kernel(file, name) : file;
    }

    /** The release that a kernel's ELF file tells of itself in its "Linux version" line; empty for raw BTF. */
    public static Optional<String> release(ByteBuffer file, String name) {
        return ElfFile.is(file) ? ElfFile.read(file, name).release() : Optional.empty();
    }

    /**
     * From an image, or from BTF alone, which holds layouts only.
     *
     * @param file unpacked: an ELF file, or raw BTF
     * @param given guards that the user gives; they win over every other
     * @param modules strings of handlers that aren't built in and that a module brings, as the user says
     * @param known the catalogue's descriptor of that release, null when there is none: what isn't told comes from it
     */
    public static AbiDescriptor fromImage(
            ByteBuffer file,
            String name,
            String release,
            List<Guard> given,
            Set<String> modules,
            @Nullable AbiDescriptor known) {
        return withCounts(new ImageImporter(name, release, given, modules, known).read(file));
    }

    /** From BTF, or an image of which nothing is known besides. */
    public static AbiDescriptor fromBtf(
            ByteBuffer file, String name, String release, List<Guard> given, @Nullable AbiDescriptor known) {
        return fromImage(file, name, release, given, Set.of(), known);
    }

    /** With the counts per block that follow from the sizes. */
    private static AbiDescriptor withCounts(AbiDescriptor descriptor) {
        Layouts layouts = Layouts.of(descriptor);
        List<Constant> constants = new ArrayList<>(descriptor.constants());
        Set<String> there = constants.stream().map(Constant::name).collect(Collectors.toSet());
        if (layouts.missing().isEmpty()) {
            add(constants, there, "sessions_per_block", layouts.perBlock(Roles.SESSION));
            add(constants, there, "files_per_block", layouts.perBlock(Roles.FILE));
        }
        return descriptor.withConstants(constants);
    }

    private static void add(List<Constant> constants, Set<String> there, String name, int value) {
        if (!there.contains(name)) {
            constants.add(new Constant(name, "luo", value, "computed from the sizes"));
        }
    }
}
