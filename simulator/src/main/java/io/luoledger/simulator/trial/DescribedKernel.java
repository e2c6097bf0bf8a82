package io.luoledger.simulator.trial;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.role.GuardRoles;
import io.luoledger.abi.role.Roles;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfile.Option;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.kernel.LuoRules;
import io.luoledger.simulator.memory.PreservedAbi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kernel to simulate, made from a description of its ABI: the behaviour is the simulation's own, of the releases that keep
 * their state in the same kind of places; layouts and strings are the description's.
 */
final class DescribedKernel {
    /** The behaviour of releases whose root is a struct, and that of those whose root is a tree. */
    private static final KernelProfile BEHAVIOUR = KernelProfiles.find("7.3").orElseThrow();

    /** A description tells no fixes, and not how FLBs are counted: as in every kernel that was recorded with some. */
    private static final LuoRules ARRAYS = LuoRules.V6_19_STABLE.with(LuoRules.Rule.REFCOUNTS_FLBS);

    /** Who has these limits keeps sessions and files in arrays; the others chain blocks. */
    private static final String SESSION_LIMIT = "LUO_SESSION_MAX";

    private static final String FILE_LIMIT = "LUO_FILE_MAX";
    private static final String RADIX_DEPTH = "KHO_TREE_MAX_DEPTH";
    /** Pages of the arrays of sessions and of files, before there were blocks. */
    private static final int SESSION_PAGES = 16;

    private static final int FILE_PAGES = 2;
    private static final Map<String, String> STRINGS = Map.of(
            GuardRoles.of(Layer.KHO_ROOT),
            PreservedAbi.KHO_COMPATIBLE,
            GuardRoles.of(Layer.KHO_MEMORY_MAP),
            PreservedAbi.KHO_MEMORY_MAP,
            GuardRoles.of(Layer.KHO_DATA),
            PreservedAbi.KHO_DATA,
            GuardRoles.of(Layer.KHO_SIZE),
            PreservedAbi.KHO_SIZE,
            GuardRoles.of(Layer.KEXEC_METADATA),
            PreservedAbi.KHO_METADATA_VERSION,
            GuardRoles.of(Layer.LUO),
            PreservedAbi.LUO_COMPATIBLE,
            GuardRoles.of(Layer.LUO_NODE),
            PreservedAbi.LUO_ENTRY,
            GuardRoles.SESSIONS,
            PreservedAbi.LUO_SESSION_COMPATIBLE,
            GuardRoles.FLBS,
            PreservedAbi.LUO_FLB_COMPATIBLE,
            GuardRoles.MEMFD,
            PreservedAbi.MEMFD_COMPATIBLE);

    private final AbiDescriptor abi;
    private final Layouts layouts;
    private final Map<String, String> strings = new LinkedHashMap<>();
    private final DescribedStructs structs;
    private boolean broken;

    private DescribedKernel(AbiDescriptor abi) {
        this.abi = abi;
        this.layouts = Layouts.of(abi);
        this.structs = new DescribedStructs(layouts);
    }

    /** Whether a simulated kernel reads this struct by its layout. */
    static boolean reads(String role) {
        return DescribedStructs.knows(role);
    }

    /** Whether a simulated kernel compares this string, or counts by this constant. */
    static boolean compares(String key) {
        return STRINGS.containsKey(key) || key.equals(RADIX_DEPTH);
    }

    /** The kernel; empty when the description doesn't tell enough, or places that nothing can be in. */
    static Optional<KernelProfile> of(AbiDescriptor abi) {
        return Optional.ofNullable(new DescribedKernel(abi).profile());
    }

    private @Nullable KernelProfile profile() {
        for (Guard guard : abi.guards()) {
            String name = STRINGS.get(guard.name());
            if (name != null) {
                strings.put(name, guard.value());
            }
        }
        strings.putIfAbsent(PreservedAbi.KHO_DATA, BEHAVIOUR.abi().string(PreservedAbi.KHO_DATA));
        boolean arrays = layouts.shapes().containsKey(Roles.SESSION_HEADER) && constant(SESSION_LIMIT) != null;
        carriers(arrays);
        files();
        if (broken || structs.broken()) {
            return null;
        }
        KernelProfile profile = BEHAVIOUR
                .withRelease(abi.release())
                .withAbi(new PreservedAbi(layouts.pageSize(), strings, structs.all()))
                .withRules(arrays ? ARRAYS : LuoRules.V7)
                .withTestFlbs(structs.all().containsKey(Roles.FLB) ? flbs() : List.of())
                .with(Option.KHO, abi.khoOn())
                .with(Option.LIVEUPDATE, abi.hasLiveUpdate())
                .with(Option.LIVEUPDATE_ON, abi.liveUpdateOn())
                .with(Option.PANIC_ON_WARN, abi.panicOnWarn())
                .with(Option.MEMFD, strings.containsKey(PreservedAbi.MEMFD_COMPATIBLE));
        return profile;
    }

    /** Whether LUO's root is a device tree rather than a struct. */
    private boolean isTree() {
        return abi.structs().stream().anyMatch(io.luoledger.abi.StructLayout::isTree);
    }

    private List<String> flbs() {
        return abi.guards(Layer.FLB).map(Guard::value).toList();
    }

    private @Nullable Long constant(String name) {
        return abi.constants().stream()
                .filter(constant -> constant.name().equals(name))
                .map(Constant::value)
                .findFirst()
                .orElse(null);
    }

    private void carriers(boolean arrays) {
        need(PreservedAbi.KHO_COMPATIBLE, PreservedAbi.KHO_MEMORY_MAP);
        if (layouts.shapes().containsKey(Roles.MAP_CHUNK)) {
            structs.add(Roles.MAP_CHUNK, "khoser_mem_chunk_hdr");
            structs.add(Roles.MAP_BITMAP);
        } else {
            strings.put(PreservedAbi.KHO_RADIX_DEPTH, String.valueOf(radixDepth()));
        }
        if (!abi.hasLiveUpdate()) {
            return;
        }
        need(PreservedAbi.LUO_COMPATIBLE, PreservedAbi.LUO_ENTRY);
        if (isTree()) {
            need(PreservedAbi.LUO_SESSION_COMPATIBLE);
            broken |= layouts.shapes().containsKey(Roles.LUO);
        } else {
            structs.add(Roles.LUO);
        }
        structs.add(Roles.SESSION);
        structs.add(Roles.FILE_SET);
        structs.add(Roles.FILE);
        if (arrays) {
            structs.add(Roles.SESSION_HEADER);
            strings.put("PAGES_OF_" + Roles.SESSION, String.valueOf(SESSION_PAGES));
            strings.put("HEADER_OF_" + Roles.SESSION, Roles.SESSION_HEADER);
        }
        if (constant(FILE_LIMIT) != null) {
            strings.put("PAGES_OF_" + Roles.FILE, String.valueOf(FILE_PAGES));
        } else {
            structs.add(Roles.BLOCK);
        }
        boolean flbs = isTree() ? strings.containsKey(PreservedAbi.LUO_FLB_COMPATIBLE) : true;
        if (flbs && layouts.shapes().containsKey(Roles.FLB)) {
            structs.add(Roles.FLB_HEADER);
            structs.add(Roles.FLB);
        }
        if (strings.containsKey(PreservedAbi.KHO_METADATA_VERSION)
                && layouts.shapes().containsKey(Roles.METADATA)) {
            broken |= !strings.get(PreservedAbi.KHO_METADATA_VERSION).matches("\\d{1,9}");
            structs.add(Roles.METADATA);
        }
    }

    private void files() {
        if (!strings.containsKey(PreservedAbi.MEMFD_COMPATIBLE)) {
            return;
        }
        structs.add(Roles.MEMFD);
        structs.add(Roles.FOLIO);
        structs.add(Roles.VMALLOC);
        structs.addChunk();
        if (abi.semantics().contains(Roles.MEMFD + ".flags")) {
            strings.put("MEMFD_LUO_SER_FLAGS", "1");
        }
    }

    private void need(String... names) {
        for (String name : names) {
            broken |= !strings.containsKey(name);
        }
    }

    /** The tree has a level more where the bit that tells the order isn't covered otherwise. */
    private long radixDepth() {
        Long depth = constant(RADIX_DEPTH + "@" + abi.pageSize() / 1024 + "K");
        if (depth == null) {
            depth = constant(RADIX_DEPTH);
        }
        if (depth != null) {
            return depth;
        }
        int shift = Integer.numberOfTrailingZeros(layouts.pageSize());
        int levels = (Long.SIZE + 1 - shift - (shift + 3) + shift - 4) / (shift - 3);
        return levels + 1L;
    }
}
