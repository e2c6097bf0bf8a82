package io.luoledger.experiment.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class CheckerTest {
    private static final Limits ENOUGH = new Limits(100_000, true);

    @Test
    void shouldFindTwoThreadsThatTakeTwoLocksInOppositeOrders() {
        // Given
        ModelBuilder model = new ModelBuilder("opposite orders");
        oppositeOrders(model);

        // When
        Outcome outcome = Checker.check(model.build(), ENOUGH, states -> {});

        // Then
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.broken()).singleElement().satisfies(one -> {
            assertThat(one.violation())
                    .isEqualTo(
                            new Violation(
                                    Violation.DEADLOCK,
                                    "probe waits in get for flb, held by finish; finish waits in finish for pci, held by probe"));
            assertThat(one.run()).containsExactly(new Move(0, "probe", "takes pci"), new Move(1, "put", "takes flb"));
            assertThat(one.contextSwitches()).isOne();
            assertThat(one.fewest()).isTrue();
        });
    }

    @Test
    void shouldFindThatAReaderWaitsForAWriterThatWaitsForIt() {
        // Given
        ModelBuilder model = new ModelBuilder("a writer keeps new readers out");
        Rwsem bus = model.rwsem("pci_bus_sem");
        Mutex flb = model.mutex("flb");
        model.thread("probe")
                .lockRead(bus, "probe")
                .lock(flb, "get")
                .unlock(flb, "get")
                .unlockRead(bus, "probe");
        model.thread("finish")
                .lock(flb, "put")
                .lockRead(bus, "walk")
                .unlockRead(bus, "walk")
                .unlock(flb, "put");
        model.thread("rescan").lockWrite(bus, "rescan").unlockWrite(bus, "rescan");

        // When
        Outcome outcome = Checker.check(model.build(), ENOUGH, states -> {});

        // Then
        assertThat(outcome.broken())
                .singleElement()
                .satisfies(one -> assertThat(one.violation().what())
                        .isEqualTo("probe waits in get for flb, held by finish;"
                                + " finish waits in walk for pci_bus_sem for read, held by rescan;"
                                + " rescan waits in rescan for pci_bus_sem for write, held by probe"));
    }

    @Test
    void shouldTellAHangFromADeadlock() {
        // Given
        ModelBuilder model = new ModelBuilder("nobody lets go");
        Mutex lock = model.mutex("serialize");
        model.thread("reboot").lock(lock, "liveupdate_reboot");
        model.thread("close").lock(lock, "release").unlock(lock, "release");

        // When
        Outcome outcome = Checker.check(model.build(), ENOUGH, states -> {});

        // Then
        assertThat(outcome.broken())
                .singleElement()
                .satisfies(one -> assertThat(one.violation())
                        .isEqualTo(
                                new Violation(Violation.HANG, "close waits in release for serialize, held by reboot")));
    }

    private static void oppositeOrders(ModelBuilder model) {
        Mutex pci = model.mutex("pci");
        Mutex flb = model.mutex("flb");
        model.thread("probe")
                .lock(pci, "probe")
                .lock(flb, "get")
                .unlock(flb, "get")
                .unlock(pci, "probe");
        model.thread("finish")
                .lock(flb, "put")
                .lock(pci, "finish")
                .unlock(pci, "finish")
                .unlock(flb, "put");
    }

    /** Every run ends in what the third does, before it is at its end; the two that wait for each other wait all the same. */
    @Test
    void shouldFindADeadlockAlthoughAnotherThreadAlwaysEndsTheRun() {
        // Given
        ModelBuilder model = new ModelBuilder("opposite orders beside a use after free");
        oppositeOrders(model);
        model.thread("reader")
                .step("read", "reads what was freed", Touches.NOTHING, view -> view.fail("broken", "always"));

        // When
        Outcome outcome = Checker.check(model.build(), ENOUGH, states -> {});

        // Then
        assertThat(outcome.broken())
                .extracting(one -> one.violation().kind(), CounterExample::contextSwitches, CounterExample::fewest)
                .containsExactly(tuple("broken", 0, true), tuple(Violation.DEADLOCK, 1, true));
    }

    @Test
    void shouldFindAPointerThatOutlivesItsObject() {
        // Given
        ModelBuilder model = new ModelBuilder("use after free");
        Lifetime table = model.object("table", true);
        Cell pointer = model.cell("pointer", 0);
        model.thread("reader")
                .step(
                        "get",
                        "copies the pointer",
                        Touches.reading(table).writing(pointer),
                        view -> view.set(pointer, view.reference(table)))
                .step("read", "follows it", Touches.reading(table, pointer), view -> {
                    if (view.get(pointer) != 0) {
                        view.use(table, view.get(pointer));
                    }
                });
        model.thread("finish").step("finish", "frees the table", Touches.changing(table), view -> view.destroy(table));

        // When
        Outcome outcome = Checker.check(model.build(), ENOUGH, states -> {});

        // Then
        assertThat(outcome.broken()).singleElement().satisfies(one -> {
            assertThat(one.violation())
                    .isEqualTo(new Violation(View.USE_AFTER_FREE, "table is used after it was freed"));
            assertThat(one.schedule()).containsExactly(0, 1, 0);
        });
    }

    @Test
    void shouldNeverSayNoneWhenTheBoundIsReached() {
        // Given
        ModelBuilder model = new ModelBuilder("too many states");
        Cell cell = model.cell("cell", 0);
        for (int thread = 0; thread < 3; thread++) {
            model.thread("t" + thread)
                    .step("a", "adds", Touches.changing(cell), view -> view.add(cell, 1))
                    .step("b", "adds", Touches.changing(cell), view -> view.add(cell, 1));
        }

        // When
        Outcome outcome = Checker.check(model.build(), new Limits(5, true), states -> {});

        // Then
        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.states()).isEqualTo(5);
    }

    @Test
    void shouldRefuseAStepThatTouchesWhatItDoesNotDeclare() {
        // Given
        ModelBuilder model = new ModelBuilder("undeclared");
        Cell cell = model.cell("count", 0);
        model.thread("t").step("put", "drops a reference", Touches.reading(cell), view -> view.add(cell, -1));
        Model built = model.build();

        // When / Then
        assertThatThrownBy(() -> Checker.check(built, ENOUGH, states -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the step changes count, which it doesn't declare");
    }
}
