package io.luoledger.event;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A field of one of the records that events are made of. These records are the one table of what an event holds: mapping,
 * limits, filters and printing all go through it by the fields' names and types.
 */
public final class Field {
    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> record) {
            return Arrays.stream(record.getRecordComponents()).map(Field::new).toList();
        }
    };

    private final String name;
    private final Class<?> type;
    private final Class<?> itemType;
    private final RecordComponent component;
    /** Made when it is first asked for: a command that reads a few events needs few, and each is a class of its own. */
    private volatile @Nullable UnaryOperator<@Nullable Object> getter;

    private Field(RecordComponent component) {
        name = component.getName();
        type = component.getType();
        itemType = component.getGenericType() instanceof ParameterizedType list
                ? (Class<?>) list.getActualTypeArguments()[0]
                : type;
        this.component = component;
    }

    /** As fast as the accessor itself: every event is asked some twenty times for its fields. */
    @SuppressWarnings("unchecked")
    private static UnaryOperator<@Nullable Object> getter(RecordComponent component) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle accessor = lookup.unreflect(component.getAccessor());
            return (UnaryOperator<@Nullable Object>) LambdaMetafactory.metafactory(
                            lookup,
                            "apply",
                            MethodType.methodType(UnaryOperator.class),
                            MethodType.methodType(Object.class, Object.class),
                            accessor,
                            accessor.type().wrap())
                    .getTarget()
                    .invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the records of events are public", e);
        }
    }

    /** The fields of a record, in their order. */
    public static List<Field> of(Class<?> record) {
        return FIELDS.get(record);
    }

    public String name() {
        return name;
    }

    public Class<?> type() {
        return type;
    }

    /** What a list's items are; of any other field its type. */
    public Class<?> itemType() {
        return itemType;
    }

    /** What gives its value in a record: for who asks so often that a call on the way counts. */
    public UnaryOperator<@Nullable Object> getter() {
        UnaryOperator<@Nullable Object> known = getter;
        if (known == null) {
            known = getter(component);
            getter = known;
        }
        return known;
    }

    /** Its value in this record. */
    public @Nullable Object in(Object record) {
        return getter().apply(record);
    }
}
