package io.luoledger.score;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfile.Option;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.memory.PreservedAbi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The descriptor of a simulated kernel that differs from a known one: what an import of it would find. */
final class VariantAbi {
    private VariantAbi() {}

    /** Of a name like RELEASE+VARIANT; empty when there is no such kernel, or its release isn't in the catalogue. */
    static Optional<AbiDescriptor> of(String name) {
        String release = name.split("\\+", 2)[0];
        Optional<KernelProfile> profile = KernelProfiles.find(name);
        Optional<KernelProfile> like = KernelProfiles.find(release);
        if (profile.isEmpty() || like.isEmpty()) {
            return Optional.empty();
        }
        return Catalogue.find(release)
                .map(known -> known.withStructs(known.structs().stream()
                                .map(struct -> struct(struct, profile.get().abi()))
                                .toList())
                        .with()
                        .release(name)
                        .guards(known.guards().stream()
                                .map(guard -> guard(
                                        guard, like.get().abi(), profile.get().abi()))
                                .toList())
                        .registration(registration(profile.get()))
                        .build());
    }

    private static Guard guard(Guard guard, PreservedAbi like, PreservedAbi now) {
        for (Map.Entry<String, String> string : like.strings().entrySet()) {
            String other = now.strings().getOrDefault(string.getKey(), string.getValue());
            if (string.getValue().equals(guard.value()) && !other.equals(string.getValue())) {
                return Guard.of(guard.name(), guard.layer(), guard.kind(), other, guard.source());
            }
        }
        return guard;
    }

    private static StructLayout struct(StructLayout struct, PreservedAbi now) {
        if (struct.isTree() || !now.has(struct.name())) {
            return struct;
        }
        var layout = now.struct(struct.name());
        List<Field> fields = struct.fields().stream()
                .map(field -> {
                    var moved = layout.fields().get(field.name());
                    return moved == null ? field : field.withOffset(moved.offset());
                })
                .toList();
        return struct.withFields(fields);
    }

    private static Registration registration(KernelProfile profile) {
        PreservedAbi abi = profile.abi();
        List<String> handlers = Stream.of(
                        profile.has(Option.MEMFD) ? abi.stringOrNull(PreservedAbi.MEMFD_COMPATIBLE) : null,
                        abi.stringOrNull(PreservedAbi.VFIO_COMPATIBLE),
                        abi.stringOrNull(PreservedAbi.IOMMUFD_COMPATIBLE))
                .flatMap(Stream::ofNullable)
                .toList();
        return new Registration(
                profile.has(Option.KHO),
                profile.has(Option.LIVEUPDATE) && profile.has(Option.LIVEUPDATE_ON),
                handlers,
                Map.of());
    }
}
