package io.luoledger.simulator.kernel;

import io.luoledger.event.KernelBody.KhoSubtree;
import io.luoledger.event.KernelBody.SubtreeFate;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The orchestrator's subtree of KHO: one blob, or as posted one for each version, each a copy. */
final class LuoSubtree {
    private final List<LuoRoot> copies = new ArrayList<>();

    private LuoSubtree() {}

    /** A fresh one for the next kernel. */
    static LuoSubtree allocate(Kho kho, KernelProfile profile) {
        LuoSubtree subtree = new LuoSubtree();
        String name = kho.abi().string(PreservedAbi.LUO_ENTRY);
        if (!profile.has(Posted.VERSIONS)) {
            Kho.Blob only = subtree.copy(kho, profile);
            kho.addSubtree(name, only.address(), only.size());
            return subtree;
        }
        Map<Integer, Kho.Blob> each = new LinkedHashMap<>();
        versions(profile).forEach(version -> each.put(version, subtree.copy(kho, profile)));
        kho.addVersions(name, each, profile.has(Posted.VERSIONS_MIXED) ? subtree.copy(kho, profile) : null);
        return subtree;
    }

    private Kho.Blob copy(Kho kho, KernelProfile profile) {
        LuoRoot root = LuoRoot.allocate(kho, profile);
        copies.add(root);
        return new Kho.Blob(root.address(), root.size());
    }

    void write(long number, long sessions, long flbs) {
        copies.forEach(root -> root.write(number, sessions, flbs));
    }

    /** What a kernel writes and takes. */
    private static Set<Integer> versions(KernelProfile profile) {
        if (profile.has(Posted.VERSIONS_2)) {
            return Set.of(2);
        }
        return profile.has(Posted.VERSIONS_1_2) ? Set.of(1, 2) : Set.of(1);
    }

    // ---- received ----

    /** What was left, before anybody looks into it. ENOENT, EINVAL. */
    static Kho.Blob retrieve(Kho kho, KernelProfile profile) {
        String name = kho.abi().string(PreservedAbi.LUO_ENTRY);
        return profile.has(Posted.VERSIONS) ? kho.retrieveVersion(name, versions(profile)) : kho.retrieveSubtree(name);
    }

    /** What can be told of it, where it has versions or features; null where there is nothing to tell. */
    static @Nullable KhoSubtree told(Kho kho, KernelProfile profile) {
        try {
            if (profile.has(Posted.FEATURES)) {
                return features(kho, profile);
            }
            return profile.has(Posted.VERSIONS) ? versioned(kho, profile) : null;
        } catch (SysError nothingThere) {
            return null;
        }
    }

    private static @Nullable KhoSubtree features(Kho kho, KernelProfile profile) {
        Kho.Blob blob = retrieve(kho, profile);
        if (blob.size() < kho.abi().struct(LuoRoot.Blob.STRUCT).size()) {
            return null;
        }
        Features mine = Features.ofLuo(profile);
        Features theirs = Features.read(new StructView(kho.memory(), kho.abi(), LuoRoot.Blob.STRUCT, blob.address()));
        long refused = theirs.refusedBy(mine);
        long lost = theirs.lostIn(mine);
        SubtreeFate fate = refused != 0 ? SubtreeFate.IGNORED : lost != 0 ? SubtreeFate.PARTLY : SubtreeFate.TAKEN;
        long unknown = refused != 0 ? refused : lost;
        return new KhoSubtree(
                kho.abi().string(PreservedAbi.LUO_ENTRY),
                fate,
                theirs.inWords(),
                "supp 0x%x".formatted(mine.supp()),
                null,
                unknown == 0 ? null : unknown);
    }

    private static KhoSubtree versioned(Kho kho, KernelProfile profile) {
        String name = kho.abi().string(PreservedAbi.LUO_ENTRY);
        String taken = words(versions(profile));
        List<Integer> left = kho.versionsOf(name);
        try {
            kho.retrieveVersion(name, versions(profile));
            return new KhoSubtree(name, SubtreeFate.TAKEN, words(left), taken, null, null);
        } catch (SysError none) {
            return new KhoSubtree(name, SubtreeFate.IGNORED, words(left), taken, null, null);
        }
    }

    private static String words(Iterable<Integer> versions) {
        List<Integer> sorted = new ArrayList<>();
        versions.forEach(sorted::add);
        return sorted.isEmpty()
                ? "without version"
                : sorted.stream().sorted().map(version -> "version " + version).collect(Collectors.joining(", "));
    }
}
