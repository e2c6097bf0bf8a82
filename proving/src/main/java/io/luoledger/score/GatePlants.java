package io.luoledger.score;

import static io.luoledger.score.KernelEdit.field;
import static io.luoledger.score.KernelEdit.like;
import static io.luoledger.score.KernelEdit.size;
import static io.luoledger.score.KernelEdit.withValues;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptor.DocumentedString;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Features;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.finding.FindingKind;
import io.luoledger.simulator.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Changes of a kernel's preserved-state ABI, each of which the gate has to name. */
final class GatePlants {
    private static final String HANDLER = "memfd-v2";
    private static final String FLB = "test-flb-v0";
    private static final String OTHER_FLB = "other-flb-v0";
    private static final String MOVED_TAIL = "extra";

    private static final String FEATURES = "memfd_luo_ser.features";

    private GatePlants() {}

    private static Features features(long supp, long req, long active) {
        return new Features(supp, req, active, Map.of(0, "SEALS", 1, "FOLIOS"));
    }

    /** Changes a pair of kernels that are the same. */
    @FunctionalInterface
    interface Change {
        void apply(KernelEdit from, KernelEdit to, Dice dice);
    }

    /**
     * A change of the ABI.
     *
     * @param name what is done, for people
     * @param raises what the gate has to say
     */
    record GatePlant(String name, FindingKind raises, Change change) {}

    static List<GatePlant> all() {
        List<GatePlant> all = new ArrayList<>(guards());
        all.addAll(otherForms());
        all.addAll(registered());
        all.addAll(fields());
        all.addAll(structs());
        all.addAll(kernels());
        return all;
    }

    /** A kernel with live update, and a guard of every layer. */
    static KernelEdit whole(KernelEdit kernel) {
        kernel.guards.add(Guard.of("TEST_FLB_VERSION", Layer.FLB_VERSION, "flb-data", "1", "score"));
        kernel.guards.add(Guard.of("LUO_SESSION_COMPATIBLE", Layer.LUO_PART, "luo", "luo-session-v1", "score"));
        kernel.guards.add(Guard.of("LUO_FDT_SESSION_NODE", Layer.LUO_NAME, "luo", "luo-session", "score"));
        kernel.guards.add(Guard.of("LUO_FDT_FLB_NODE", Layer.LUO_NAME, "luo", "luo-flb", "score"));
        kernel.guards.add(Guard.of("TEST_KHO_NODE", Layer.KHO_NODE, "test", "test-node", "score"));
        kernel.guards.add(Guard.of("KHO_TEST_VERSION", Layer.CLIENT_VERSION, "test", "1", "score"));
        kernel.guards.add(Guard.of("memfd_luo_ser.magic", Layer.MAGIC, "memfd", "0x4d454d46", "score"));
        kernel.guards.add(Guard.ofFeatures(FEATURES, Layer.FEATURES, "memfd", features(3, 1, 3), "score"));
        kernel.registration = new Registration(true, true, List.of(HANDLER), Map.of(HANDLER, List.of(FLB)));
        return kernel;
    }

    // ---- guards ----

    private static List<GatePlant> guards() {
        return List.of(
                bumped("KHO's string is bumped", AbiFindings.GUARD_KHO, Layer.KHO_ROOT),
                bumped("LUO's string is bumped", AbiFindings.GUARD_LUO, Layer.LUO),
                bumped("the string of a part of LUO is bumped", AbiFindings.GUARD_LUO, Layer.LUO_PART),
                bumped("a version inside an FLB is bumped", AbiFindings.GUARD_FLB_VERSION, Layer.FLB_VERSION),
                bumped("the metadata's version is bumped", AbiFindings.GUARD_METADATA, Layer.KEXEC_METADATA),
                bumped("a string that nobody compares is bumped", AbiFindings.GUARD_OTHER, Layer.OTHER),
                bumped("the memory map's property is renamed", AbiFindings.KHO_PROPERTY, Layer.KHO_MEMORY_MAP),
                bumped("the data property is renamed", AbiFindings.KHO_PROPERTY, Layer.KHO_DATA),
                bumped("the size property is renamed", AbiFindings.KHO_PROPERTY, Layer.KHO_SIZE),
                bumped("a name in LUO's tree is changed", AbiFindings.KHO_PROPERTY, Layer.LUO_NAME),
                bumped("another client's node is renamed", AbiFindings.KHO_CLIENT_NODE, Layer.KHO_NODE),
                new GatePlant(
                        "the reader requires another name in LUO's tree",
                        AbiFindings.NODE_REQUIRED,
                        (from, to, dice) ->
                                from.guards.removeIf(guard -> guard.name().equals("LUO_FDT_FLB_NODE"))),
                bumped("LUO's node is renamed", AbiFindings.KHO_NODE, Layer.LUO_NODE),
                bumped("a string is bumped for nothing", AbiFindings.BUMP_ONLY, Layer.LUO),
                new GatePlant(
                        "a handler's string is bumped",
                        AbiFindings.GUARD_HANDLER,
                        (from, to, dice) -> otherHandler(to)),
                new GatePlant("the outgoing kernel can write two versions", AbiFindings.PROFILE, (from, to, dice) -> {
                    Guard luo = dice.pick(from.guards.stream()
                            .filter(of(Layer.LUO).or(of(Layer.KHO_ROOT)))
                            .toList());
                    from.guards(luo::equals, guard -> withValues(guard, guard.value(), guard.value() + "-older"));
                }),
                new GatePlant("a comment gives another string", AbiFindings.COMMENT, (from, to, dice) -> {
                    Guard guard = dice.pick(to.guards);
                    to.documented.add(new DocumentedString(guard.name(), guard.value() + "9", "header:1"));
                }));
    }

    /** Guards that aren't a string: numbers beside the data, flags, versions side by side, a configuration. */
    private static List<GatePlant> otherForms() {
        return List.of(
                bumped("a version in another client's data is bumped", AbiFindings.GUARD_CLIENT, Layer.CLIENT_VERSION),
                bumped("a magic number changes", AbiFindings.GUARD_MAGIC, Layer.MAGIC),
                new GatePlant(
                        "the reader looks for a magic number",
                        AbiFindings.GUARD_MAGIC,
                        (from, to, dice) -> from.guards.removeIf(of(Layer.MAGIC))),
                new GatePlant("a required feature isn't known", AbiFindings.GUARD_FEATURES, (from, to, dice) -> {
                    flags(from, features(7, dice.percent(50) ? 5 : 4, 7));
                    flags(to, features(3, 1, 3));
                }),
                new GatePlant(
                        "a feature in use isn't known",
                        AbiFindings.FEATURE_LOST,
                        (from, to, dice) -> flags(from, features(dice.percent(50) ? 7 : 15, 1, 7))),
                new GatePlant(
                        "a feature is required at once",
                        AbiFindings.FEATURE_ROLLOUT,
                        (from, to, dice) -> flags(to, features(7, dice.percent(50) ? 4 : 5, 7))),
                new GatePlant("a feature brings more bytes", AbiFindings.FEATURE_TAIL, (from, to, dice) -> {
                    flags(to, features(7, 1, 7));
                    add(to, struct(to, "memfd_luo_ser"), MOVED_TAIL, 8);
                }),
                new GatePlant("a node has no version in common", AbiFindings.GUARD_COPIES, (from, to, dice) -> {
                    from.guards.add(Guard.of("LUO node version", Layer.NODE_VERSION, "luo", "1", "score"));
                    if (dice.percent(50)) {
                        to.guards.add(Guard.of("LUO node version", Layer.NODE_VERSION, "luo", "2", "score"));
                    }
                }),
                new GatePlant("a layout is another build's", AbiFindings.CONFIGURATION, (from, to, dice) -> {
                    StructLayout layout = guarded(to, dice);
                    StructLayout depending = layout.withDependsOn(List.of(StructLayout.NR_CPUS));
                    from.struct(layout, depending);
                    to.struct(layout, depending);
                    from.configuration.put(StructLayout.NR_CPUS, "64");
                    if (dice.percent(50)) {
                        to.configuration.put(StructLayout.NR_CPUS, "512");
                    }
                }));
    }

    private static void flags(KernelEdit kernel, Features features) {
        kernel.guards(
                of(Layer.FEATURES),
                guard -> Guard.ofFeatures(guard.name(), guard.layer(), guard.kind(), features, guard.source()));
    }

    private static GatePlant bumped(String name, FindingKind raises, Layer layer) {
        return new GatePlant(
                name,
                raises,
                (from, to, dice) -> to.guards(
                        of(layer), guard -> withValues(guard, guard.value() + (dice.percent(50) ? "9" : "-next"))));
    }

    private static Predicate<Guard> of(Layer layer) {
        return guard -> guard.layer() == layer;
    }

    private static void otherHandler(KernelEdit to) {
        to.guards(handler(), guard -> withValues(guard, "memfd-v3"));
        to.registration = new Registration(true, true, List.of("memfd-v3"), Map.of());
    }

    private static Predicate<Guard> handler() {
        return of(Layer.HANDLER).and(guard -> guard.writes().contains(HANDLER));
    }

    /** With a union behind its last field. */
    private static StructLayout withForms(StructLayout layout, String second) {
        int end = size(layout);
        StructLayout longer =
                KernelEdit.with(layout, new Field("form.whole", "u64", null, end, 8, null, null, null, null));
        List<Field> fields = new ArrayList<>(longer.fields());
        fields.add(new Field("form.half", second, null, end, 4, null, null, null, null));
        return KernelEdit.fields(longer, fields);
    }

    // ---- what is registered ----

    private static List<GatePlant> registered() {
        return List.of(
                new GatePlant(
                        "live update is switched off",
                        AbiFindings.FEATURE_ABSENT,
                        (from, to, dice) ->
                                to.registration = new Registration(dice.percent(50), false, List.of(), Map.of())),
                new GatePlant(
                        "a handler isn't built in",
                        AbiFindings.HANDLER_ABSENT,
                        (from, to, dice) -> to.registration = new Registration(true, true, List.of(), Map.of())),
                new GatePlant(
                        "a handler comes",
                        AbiFindings.HANDLER_ADDED,
                        (from, to, dice) -> to.registration = new Registration(
                                true, true, List.of(HANDLER, "vcpu-v1"), Map.of(HANDLER, List.of(FLB)))),
                new GatePlant(
                        "an FLB isn't built in",
                        AbiFindings.FLB_ABSENT,
                        (from, to, dice) -> to.registration =
                                new Registration(true, true, List.of(HANDLER), Map.of(HANDLER, List.of()))),
                new GatePlant(
                        "an FLB comes",
                        AbiFindings.FLB_ADDED,
                        (from, to, dice) -> to.registration = new Registration(
                                true, true, List.of(HANDLER), Map.of(HANDLER, List.of(FLB, OTHER_FLB)))),
                new GatePlant("an FLB is renamed", AbiFindings.GUARD_FLB, (from, to, dice) -> {
                    // the same FLB under its constant's name, with another value
                    from.guards.add(Guard.of("TEST_FLB", Layer.FLB, "flb", FLB, "score"));
                    to.guards.add(Guard.of("TEST_FLB", Layer.FLB, "flb", OTHER_FLB, "score"));
                    to.registration =
                            new Registration(true, true, List.of(HANDLER), Map.of(HANDLER, List.of(OTHER_FLB)));
                }));
    }

    // ---- fields ----

    private static List<GatePlant> fields() {
        return List.of(
                new GatePlant(
                        "a field is added at the end",
                        AbiFindings.FIELD_ADDED,
                        (from, to, dice) -> add(to, guarded(to, dice), MOVED_TAIL, 8)),
                new GatePlant("a field is removed", AbiFindings.FIELD_REMOVED, (from, to, dice) -> {
                    StructLayout layout = guarded(to, dice);
                    to.struct(layout, KernelEdit.without(layout, dice.pick(layout.fields())));
                }),
                new GatePlant("a field is moved", AbiFindings.FIELD_MOVED, (from, to, dice) -> {
                    StructLayout layout = guarded(to, dice);
                    Field last = layout.fields().getLast();
                    int offset = size(layout) + 8;
                    Field moved = last.with()
                            .offset(offset)
                            .bitOffset(null)
                            .bitSize(null)
                            .build();
                    to.struct(layout, field(layout, last, moved));
                }),
                new GatePlant("two fields change places", AbiFindings.FIELDS_SWAPPED, GatePlants::swap),
                new GatePlant(
                        "a field is resized",
                        AbiFindings.FIELD_RESIZED,
                        (from, to, dice) -> change(
                                to,
                                dice,
                                field -> word(field) && !field.type().equals("u8"),
                                field -> like(field, field.name(), "u8", null, field.offset(), 1))),
                new GatePlant(
                        "a field's type changes",
                        AbiFindings.FIELD_RETYPED,
                        (from, to, dice) -> change(
                                to,
                                dice,
                                GatePlants::word,
                                field -> like(
                                        field,
                                        field.name(),
                                        field.type().startsWith("s") ? "u64" : "s64",
                                        null,
                                        field.offset(),
                                        bytes(field)))),
                new GatePlant(
                        "a bit range moves",
                        AbiFindings.BITS_MOVED,
                        (from, to, dice) -> change(
                                to,
                                dice,
                                Field::isBitField,
                                field -> field.with()
                                        .arrayLength(null)
                                        .bitOffset((field.bitOffset() == null ? 0 : field.bitOffset()) + 1)
                                        .bitSize((field.bitSize() == null ? 2 : field.bitSize()) - 1)
                                        .build())),
                new GatePlant(
                        "an array gets shorter",
                        AbiFindings.ARRAY_LENGTH,
                        (from, to, dice) -> change(
                                to,
                                dice,
                                field -> field.arrayLength() != null && field.arrayLength() > 1,
                                field -> like(
                                        field,
                                        field.name(),
                                        field.type(),
                                        length(field) - 1,
                                        field.offset(),
                                        bytes(field) / length(field) * (length(field) - 1)))),
                new GatePlant(
                        "a field is renamed",
                        AbiFindings.RENAMED,
                        (from, to, dice) -> change(
                                to,
                                dice,
                                GatePlants::word,
                                field -> like(
                                        field,
                                        field.name() + "_new",
                                        field.type(),
                                        null,
                                        field.offset(),
                                        bytes(field)))),
                new GatePlant("reserved bytes are spent", AbiFindings.RESERVED_SPENT, (from, to, dice) -> {
                    StructLayout layout = guarded(to, dice);
                    add(from, layout, "reserved", 8);
                    add(to, layout, "spent", 8);
                }),
                new GatePlant(
                        "an address leads to another struct",
                        AbiFindings.SEMANTICS,
                        (from, to, dice) -> change(
                                to,
                                dice,
                                field -> field.pointsTo() != null
                                        && field.pointsTo().matches("kho_\\w+"),
                                field -> field.withPointsTo("other_ser"))),
                new GatePlant("one form of a union changes", AbiFindings.FIELD_RETYPED, (from, to, dice) -> {
                    StructLayout layout = guarded(to, dice);
                    from.struct(layout, withForms(layout, "u32"));
                    to.struct(layout, withForms(layout, "s32"));
                }),
                new GatePlant("a field gets another meaning", AbiFindings.SEMANTICS, (from, to, dice) -> {
                    StructLayout layout = guarded(to, dice);
                    to.semantics.add(
                            layout.name() + "." + dice.pick(layout.fields()).name() + " in another unit");
                }),
                new GatePlant("what others embed changes", AbiFindings.EMBEDDED, (from, to, dice) -> {
                    StructLayout layout = struct(to, "kho_vmalloc");
                    add(to, layout, MOVED_TAIL, 8);
                }));
    }

    private static void add(KernelEdit kernel, StructLayout layout, String name, int bytes) {
        Field more = new Field(name, "u64", null, size(layout), bytes, null, null, null, null);
        kernel.struct(layout, KernelEdit.with(layout, more));
    }

    private static void swap(KernelEdit from, KernelEdit to, Dice dice) {
        List<StructLayout> choice = to.structs.stream()
                .filter(layout ->
                        layout.fields().stream().filter(GatePlants::quad).count() > 1)
                .toList();
        StructLayout layout = dice.pick(choice);
        List<Field> words = layout.fields().stream().filter(GatePlants::quad).toList();
        Field one = words.getFirst();
        Field other = words.getLast();
        StructLayout half = field(layout, one, like(one, one.name(), one.type(), null, other.offset(), bytes(one)));
        to.struct(
                layout, field(half, other, like(other, other.name(), other.type(), null, one.offset(), bytes(other))));
    }

    private static void change(
            KernelEdit kernel, Dice dice, Predicate<Field> which, java.util.function.UnaryOperator<Field> how) {
        StructLayout layout = dice.pick(kernel.structs.stream()
                .filter(one -> isGuarded(one) && one.fields().stream().anyMatch(which))
                .toList());
        Field old = dice.pick(layout.fields().stream().filter(which).toList());
        kernel.struct(layout, field(layout, old, how.apply(old)));
    }

    /** A number of its own, of more than a byte. */
    private static boolean word(Field field) {
        return !field.isBitField()
                && field.arrayLength() == null
                && field.embeds() == null
                && field.offset() != null
                && bytes(field) > 1;
    }

    private static boolean quad(Field field) {
        return word(field) && bytes(field) == 8;
    }

    private static int bytes(Field field) {
        return field.size() == null ? 0 : field.size();
    }

    private static int length(Field field) {
        return field.arrayLength() == null ? 1 : field.arrayLength();
    }

    // ---- structs ----

    private static List<GatePlant> structs() {
        return List.of(
                new GatePlant("a struct grows", AbiFindings.STRUCT_SIZE, (from, to, dice) -> {
                    StructLayout layout = guarded(to, dice);
                    to.struct(
                            layout,
                            KernelEdit.layout(
                                    layout, layout.name(), size(layout) + 8, layout.packed(), layout.fields()));
                }),
                new GatePlant("packing moves fields", AbiFindings.PACKING, (from, to, dice) -> {
                    StructLayout layout = struct(to, "kho_kexec_metadata");
                    to.struct(layout, unpacked(layout));
                }),
                new GatePlant("packing goes, the bytes stay", AbiFindings.PACKING_UNSEEN, (from, to, dice) -> {
                    StructLayout layout = struct(to, "luo_file_set_ser");
                    to.struct(layout, unpacked(layout));
                }),
                new GatePlant(
                        "a struct comes",
                        AbiFindings.STRUCT_ADDED,
                        (from, to, dice) -> from.structs.remove(guarded(from, dice))),
                new GatePlant(
                        "a struct goes",
                        AbiFindings.STRUCT_REMOVED,
                        (from, to, dice) -> to.structs.remove(guarded(to, dice))),
                new GatePlant(
                        "a node gets a property", AbiFindings.NODE_REQUIRED, (from, to, dice) -> node(from, dice)),
                new GatePlant("a node loses a property", AbiFindings.NODE_IGNORED, (from, to, dice) -> node(to, dice)),
                new GatePlant("a struct without a guard changes", AbiFindings.NO_GUARD, (from, to, dice) -> {
                    StructLayout layout = dice.pick(to.structs.stream()
                            .filter(one -> one.guard() == null && !one.isTree())
                            .toList());
                    add(to, layout, MOVED_TAIL, 8);
                }),
                new GatePlant("a count is computed differently", AbiFindings.CONSTANT, (from, to, dice) -> {
                    Constant old = dice.pick(to.constants);
                    to.constants.replaceAll(one -> one.equals(old)
                            ? new Constant(one.name(), one.kind(), one.value() - 1, one.source())
                            : one);
                }),
                new GatePlant(
                        "the next kernel doesn't know a flag",
                        AbiFindings.FLAG_UNKNOWN,
                        (from, to, dice) -> numbers(from, to).constants.add(number("MEMFD_LUO_FOLIO_POISON", 4))),
                new GatePlant(
                        "the next kernel has lost a number",
                        AbiFindings.CONSTANT_REMOVED,
                        (from, to, dice) -> numbers(from, to).constants.add(number("MEMFD_LUO_MAX_HOLES", 40))),
                new GatePlant(
                        "the next kernel has one number more",
                        AbiFindings.CONSTANT_ADDED,
                        (from, to, dice) -> numbers(to, from).constants.add(number("MEMFD_LUO_FOLIO_POISON", 4))));
    }

    /** The first of two kernels, both of which list the numbers of their headers. */
    private static KernelEdit numbers(KernelEdit first, KernelEdit second) {
        for (KernelEdit kernel : List.of(first, second)) {
            kernel.constants.add(number("MEMFD_LUO_FOLIO_DIRTY", 1));
            kernel.constants.add(number("MEMFD_LUO_FOLIO_UPTODATE", 2));
        }
        return first;
    }

    private static Constant number(String name, long value) {
        return new Constant(name, "memfd", value, "include/linux/kho/abi/memfd.h");
    }

    private static StructLayout unpacked(StructLayout layout) {
        return KernelEdit.layout(layout, layout.name(), layout.size(), !layout.packed(), layout.fields());
    }

    /** A node of a device tree without one of its properties. */
    private static void node(KernelEdit kernel, Dice dice) {
        StructLayout tree = dice.pick(kernel.structs.stream()
                .filter(one -> one.isTree() && !one.fields().isEmpty())
                .toList());
        kernel.struct(tree, KernelEdit.without(tree, dice.pick(tree.fields())));
    }

    private static boolean isGuarded(StructLayout layout) {
        return layout.guard() != null && !layout.isTree();
    }

    private static StructLayout guarded(KernelEdit kernel, Dice dice) {
        return dice.pick(kernel.structs.stream().filter(GatePlants::isGuarded).toList());
    }

    private static StructLayout struct(KernelEdit kernel, String name) {
        return kernel.structs.stream()
                .filter(layout -> layout.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // ---- the kernel as a whole ----

    private static List<GatePlant> kernels() {
        return List.of(
                new GatePlant(
                        "another page size",
                        AbiFindings.PAGE_SIZE,
                        (from, to, dice) -> to.pageSize = dice.percent(50) ? 16384 : 65536),
                new GatePlant(
                        "another architecture",
                        AbiFindings.ARCHITECTURE,
                        (from, to, dice) -> to.architecture = "aarch64"),
                new GatePlant(
                        "something isn't known",
                        AbiFindings.INCOMPLETE,
                        (from, to, dice) -> either(from, to, dice).incomplete.add("size of luo_ser")),
                new GatePlant("a source can't tell guards", AbiFindings.GUARD_UNKNOWN, (from, to, dice) -> {
                    KernelEdit plain = either(from, to, dice);
                    plain.guards.clear();
                    plain.registration = null;
                    plain.incomplete.add(AbiDescriptor.GUARDS_UNKNOWN + "layouts only");
                }),
                new GatePlant(
                        "something is assumed",
                        AbiFindings.ASSUMED,
                        (from, to, dice) -> either(from, to, dice).assumed.add("guards of 7.2")),
                new GatePlant(
                        "the facts are hearsay",
                        AbiFindings.LOW_CONFIDENCE,
                        (from, to, dice) -> either(from, to, dice).confidence = Confidence.LOW),
                new GatePlant("both kernels have the defect", AbiFindings.DEFECT_EMPTY_BLOCK, (from, to, dice) -> {}),
                new GatePlant("both kernels have the defect", AbiFindings.DEFECT_NOEXEC, (from, to, dice) -> {}),
                new GatePlant(
                        "both kernels preserve memfds as 6.19 does",
                        AbiFindings.DEFECT_FALLOCATE,
                        (from, to, dice) -> unsealed(from, to)),
                new GatePlant(
                        "a kernel as 6.19 doesn't know the handler",
                        AbiFindings.DEFECT_UNKNOWN_HANDLER,
                        (from, to, dice) -> {
                            unsealed(from, to);
                            otherHandler(to);
                        }));
    }

    /** Without seals in what is preserved of a memfd. */
    private static void unsealed(KernelEdit... kernels) {
        for (KernelEdit kernel : kernels) {
            List.copyOf(kernel.structs)
                    .forEach(layout -> layout.fields().stream()
                            .filter(field -> field.name().equals("seals"))
                            .findFirst()
                            .ifPresent(seals -> kernel.struct(layout, KernelEdit.without(layout, seals))));
        }
    }

    private static KernelEdit either(KernelEdit from, KernelEdit to, Dice dice) {
        return dice.percent(50) ? from : to;
    }

    static @Nullable Registration switchedOff() {
        return new Registration(true, false, List.of(), Map.of());
    }
}
