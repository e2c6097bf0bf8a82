package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Structs are changed at random. What the check says of the two descriptors is what a pair of simulated kernels ends in whose
 * layouts were changed directly, without roles, without a difference of one kind at a time, without putting kinds together.
 */
class ReadingPropertyTest {
    private static final List<String> STRUCTS = List.of(
            "luo_ser",
            "luo_session_ser",
            "luo_file_set_ser",
            "luo_file_ser",
            "luo_flb_header_ser",
            "luo_flb_ser",
            "memfd_luo_ser",
            "memfd_luo_folio_ser",
            "kho_vmalloc",
            "kho_vmalloc_chunk",
            "kho_block_header_ser",
            "kho_kexec_metadata");

    private static final List<String> DEVICE_STRUCTS = List.of("pci_ser", "pci_dev_ser", "vfio_pci_core_device_ser");
    /** Those inside others: they can't grow by themselves. */
    private static final Set<String> EMBEDDED = Set.of("luo_file_set_ser", "kho_vmalloc");

    private static final String EXTRA = "extra";

    /** What no reading shows: a value that the incoming kernel doesn't look for, a file too large to be tried. */
    private static final Set<Consequence> UNSEEN =
            EnumSet.of(Consequence.PROPERTY_LOST, Consequence.NONE_FOR_SMALL_FILES);

    /** What the rules say of a value that only one of two postings has. */
    private static final Set<Consequence> RULED = EnumSet.of(
            Consequence.PROPERTY_LOST,
            Consequence.WRONG_METADATA,
            Consequence.FLB_WRONG_DATA,
            Consequence.LATE_ERRNO_DATA_LOST);

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void shouldSayWhatAPairOfKernelsEndsIn(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        AbiDescriptor kernel = Catalogue.find("7.3").orElseThrow();
        KernelProfile profile = KernelProfiles.find("7.3").orElseThrow().withTestFlbs(List.of("flb"));
        Map<String, Changed> changes = changes(random, kernel, STRUCTS, 1 + random.nextInt(2));
        AbiDescriptor other = described(kernel, changes);
        KernelProfile otherProfile = laidOut(profile, changes);
        boolean back = random.nextBoolean();

        // When
        PairVerdict verdict = back
                ? SimulatedReader.gate().check(other, kernel)
                : SimulatedReader.gate().check(kernel, other);
        Set<Consequence> ending = Consequence.shown(
                back ? HandoverTrial.between(otherProfile, profile) : HandoverTrial.between(profile, otherProfile));

        // Then
        agree(verdict, ending, changes);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void shouldSayWhatBecomesOfDevices(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        AbiDescriptor kernel = Catalogue.find("vfio-v5").orElseThrow();
        KernelProfile profile = KernelProfiles.find("next").orElseThrow();
        Map<String, Changed> changes = changes(random, kernel, DEVICE_STRUCTS, 1);
        AbiDescriptor other = described(kernel, changes);
        KernelProfile otherProfile = laidOut(profile, changes);
        boolean back = random.nextBoolean();

        // When
        PairVerdict verdict = back
                ? SimulatedReader.gate().check(other, kernel)
                : SimulatedReader.gate().check(kernel, other);
        Set<Consequence> ending = Consequence.shown(
                back ? DeviceTrial.between(otherProfile, profile) : DeviceTrial.between(profile, otherProfile));

        // Then
        agree(verdict, ending, changes);
    }

    /** To the word; but where a value is added that nobody simulated reads, or chunks changed, a rule may have its say too. */
    private static void agree(PairVerdict verdict, Set<Consequence> ending, Map<String, Changed> changes) {
        Set<Set<Consequence>> right = new HashSet<>(Set.of(ending));
        if (changes.values().stream().anyMatch(Changed::isRuledToo)) {
            for (Consequence ruled : changes.keySet().stream().anyMatch(DEVICE_STRUCTS::contains) ? RULED : UNSEEN) {
                Set<Consequence> both = EnumSet.of(ruled);
                both.addAll(ending);
                right.add(Consequence.shown(both));
            }
        }
        assertThat(right).as("%s", changes).contains(verdict.consequences());
    }

    /** One struct as it was changed. */
    private record Changed(String name, int size, List<Field> fields) {
        boolean isRuledToo() {
            return name.equals("kho_vmalloc_chunk")
                    || fields.stream().anyMatch(field -> field.name().equals(EXTRA));
        }
    }

    private static Map<String, Changed> changes(Random random, AbiDescriptor kernel, List<String> from, int count) {
        List<String> names = new ArrayList<>(from);
        Collections.shuffle(names, random);
        Map<String, Changed> changes = new TreeMap<>();
        for (String name : names.subList(0, count)) {
            changes.put(name, change(random, kernel.struct(name).orElseThrow()));
        }
        return changes;
    }

    /** Fields in another order, one more, or one of another size; packed, as the kernel's structs are. */
    private static Changed change(Random random, StructLayout layout) {
        List<List<Field>> units = units(layout);
        int what = EMBEDDED.contains(layout.name()) ? 0 : random.nextInt(3);
        switch (what) {
            case 0 -> Collections.shuffle(units, random);
            case 1 ->
                units.add(
                        random.nextInt(units.size() + 1),
                        List.of(new Field(EXTRA, "u64", null, 0, 8, null, null, null, null)));
            default -> resize(random, units);
        }
        List<Field> fields = new ArrayList<>();
        int at = 0;
        for (List<Field> unit : units) {
            for (Field field : unit) {
                fields.add(field.withOffset(at));
            }
            at += size(unit.getFirst());
        }
        return new Changed(layout.name(), at, fields);
    }

    /** Fields, those that share their bytes together. */
    private static List<List<Field>> units(StructLayout layout) {
        Map<Integer, List<Field>> byOffset = new TreeMap<>();
        for (Field field : layout.fields()) {
            if (size(field) > 0) {
                byOffset.computeIfAbsent(field.offset(), offset -> new ArrayList<>())
                        .add(field);
            }
        }
        return new ArrayList<>(byOffset.values());
    }

    private static void resize(Random random, List<List<Field>> units) {
        int index = random.nextInt(units.size());
        Field field = units.get(index).getFirst();
        if (units.get(index).size() > 1 || field.embeds() != null || field.arrayLength() != null) {
            return;
        }
        int bytes = 1 << random.nextInt(4);
        units.set(
                index,
                List.of(field.with()
                        .type("u" + 8 * bytes)
                        .arrayLength(null)
                        .size(bytes)
                        .bitOffset(null)
                        .bitSize(null)
                        .build()));
    }

    private static int size(Field field) {
        return field.size() == null ? 0 : field.size();
    }

    private static AbiDescriptor described(AbiDescriptor kernel, Map<String, Changed> changes) {
        return kernel.withRelease("changed")
                .withStructs(kernel.structs().stream()
                        .map(layout ->
                                changes.containsKey(layout.name()) ? as(layout, changes.get(layout.name())) : layout)
                        .toList());
    }

    private static StructLayout as(StructLayout layout, Changed changed) {
        return layout.with().size(changed.size()).fields(changed.fields()).build();
    }

    private static KernelProfile laidOut(KernelProfile profile, Map<String, Changed> changes) {
        Map<String, io.luoledger.simulator.memory.StructLayout> structs = new HashMap<>();
        changes.forEach((name, changed) -> {
            Map<String, io.luoledger.simulator.memory.StructLayout.Field> fields = new LinkedHashMap<>();
            for (Field field : changed.fields()) {
                fields.put(
                        field.name(),
                        new io.luoledger.simulator.memory.StructLayout.Field(
                                field.embeds() == null ? field.type() : field.embeds(),
                                field.offset() == null ? 0 : field.offset(),
                                size(field),
                                field.bitOffset() == null ? 0 : field.bitOffset(),
                                field.bitSize() == null ? 0 : field.bitSize()));
            }
            structs.put(name, new io.luoledger.simulator.memory.StructLayout(name, changed.size(), fields));
        });
        return profile.withAbi(profile.abi().withStructs(structs));
    }
}
