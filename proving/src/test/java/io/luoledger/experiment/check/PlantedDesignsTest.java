package io.luoledger.experiment.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Designs of which everybody knows what is wrong: each is found, with and without reduction, and by a run that leads there. */
class PlantedDesignsTest {
    private static final String DOUBLE_RETRIEVE = "double retrieve";
    private static final String LEAKED = "leaked reference";
    private static final String EARLY = "early finish";
    private static final String LOST = "lost finish";
    private static final String WRONG_DATA = "wrong data";

    /** A bad design, what is wrong with it, and in how many context switches and steps it shows at the least. */
    record Planted(String name, String kind, int contextSwitches, int steps, Consumer<ModelBuilder> design) {
        Model model() {
            ModelBuilder model = new ModelBuilder(name);
            design.accept(model);
            return model.build();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Planted> planted() {
        return List.of(
                new Planted("OPPOSITE_ORDERS", Violation.DEADLOCK, 1, 2, model -> {
                    Mutex a = model.mutex("a");
                    Mutex b = model.mutex("b");
                    model.thread("t1").lock(a, "f").lock(b, "f").unlock(b, "f").unlock(a, "f");
                    model.thread("t2").lock(b, "g").lock(a, "g").unlock(a, "g").unlock(b, "g");
                }),
                new Planted("CIRCLE_OF_THREE", Violation.DEADLOCK, 2, 3, model -> {
                    Mutex a = model.mutex("a");
                    Mutex b = model.mutex("b");
                    Mutex c = model.mutex("c");
                    model.thread("t1").lock(a, "f").lock(b, "f").unlock(b, "f").unlock(a, "f");
                    model.thread("t2").lock(b, "g").lock(c, "g").unlock(c, "g").unlock(b, "g");
                    model.thread("t3").lock(c, "h").lock(a, "h").unlock(a, "h").unlock(c, "h");
                }),
                new Planted("TAKEN_TWICE", Violation.DEADLOCK, 0, 1, model -> {
                    Mutex a = model.mutex("a");
                    model.thread("t1").lock(a, "f").lock(a, "callback").unlock(a, "callback");
                }),
                new Planted("READER_BEHIND_A_WAITING_WRITER", Violation.DEADLOCK, 2, 3, model -> {
                    Rwsem sem = model.rwsem("sem");
                    Mutex a = model.mutex("a");
                    model.thread("t1")
                            .lockRead(sem, "f")
                            .lock(a, "f")
                            .unlock(a, "f")
                            .unlockRead(sem, "f");
                    model.thread("t2")
                            .lock(a, "g")
                            .lockRead(sem, "g")
                            .unlockRead(sem, "g")
                            .unlock(a, "g");
                    model.thread("t3").lockWrite(sem, "h").unlockWrite(sem, "h");
                }),
                new Planted("NEVER_DROPPED", Violation.HANG, 0, 2, model -> {
                    Mutex a = model.mutex("a");
                    model.thread("t1").lock(a, "f").step("f", "returns an errno", Touches.changing(), view -> {});
                    model.thread("t2").lock(a, "g").unlock(a, "g");
                }),
                new Planted("NEVER_WOKEN", Violation.HANG, 1, 2, model -> {
                    Cell event = model.cell("event", 0);
                    model.thread("waiter")
                            .step("f", "prepares to wait", Touches.changing(event), view -> view.set(event, 0))
                            .await("f", "the event is there", Touches.reading(event), view -> view.get(event) != 0);
                    model.thread("waker").step("g", "wakes", Touches.changing(event), view -> view.set(event, 1));
                }),
                new Planted("BARE_POINTER", View.USE_AFTER_FREE, 2, 3, model -> {
                    Lifetime table = model.object("table", true);
                    Cell pointer = model.cell("pointer", 0);
                    model.thread("reader")
                            .step(
                                    "get",
                                    "copies",
                                    Touches.reading(table).writing(pointer),
                                    view -> view.set(pointer, view.reference(table)))
                            .step("search", "follows", Touches.reading(table, pointer), view -> {
                                if (view.get(pointer) != 0) {
                                    view.use(table, view.get(pointer));
                                }
                            });
                    model.thread("finish")
                            .step("finish", "frees", Touches.changing(table), view -> view.destroy(table));
                }),
                new Planted("POINTER_TO_AN_EARLIER_OBJECT", View.USE_AFTER_FREE, 2, 4, model -> {
                    Lifetime table = model.object("table", true);
                    Cell pointer = model.cell("pointer", 0);
                    model.thread("reader")
                            .step(
                                    "get",
                                    "copies",
                                    Touches.reading(table).writing(pointer),
                                    view -> view.set(pointer, view.reference(table)))
                            .step("search", "follows", Touches.reading(table, pointer), view -> {
                                if (view.lives(table) && view.get(pointer) != 0) {
                                    view.use(table, view.get(pointer));
                                }
                            });
                    model.thread("finish")
                            .step("finish", "frees", Touches.changing(table), view -> view.destroy(table))
                            .step("retrieve", "allocates", Touches.changing(table), view -> view.create(table));
                }),
                new Planted("BOTH_FREE", View.DOUBLE_FREE, 1, 2, model -> {
                    Lifetime table = model.object("table", true);
                    for (String name : new String[] {"t1", "t2"}) {
                        model.thread(name)
                                .step("finish", "frees", Touches.changing(table), view -> view.destroy(table));
                    }
                }),
                new Planted("LOOK_BEFORE_THE_LOCK", DOUBLE_RETRIEVE, 2, 7, model -> {
                    Mutex lock = model.mutex("lock");
                    Cell restored = model.cell("restored", 0);
                    for (String name : new String[] {"t1", "t2"}) {
                        model.thread(name)
                                .step("get", "looks", Touches.reading(restored), view -> {
                                    if (view.get(restored) != 0) {
                                        view.jump("out");
                                    }
                                })
                                .lock(lock, "get")
                                .step("get", "retrieves", Touches.changing(restored), view -> {
                                    if (view.add(restored, 1) == 2) {
                                        view.fail(DOUBLE_RETRIEVE, "restored twice");
                                    }
                                })
                                .unlock(lock, "get")
                                .label("out");
                    }
                }),
                new Planted("FORGOTTEN_PUT", LEAKED, 1, 4, model -> {
                    Cell count = model.cell("count", 1);
                    Cell finished = model.cell("finished", 0);
                    model.thread("reader")
                            .step("get", "takes a reference", Touches.changing(count), view -> view.add(count, 1))
                            .step("get", "is it finished?", Touches.reading(finished), view -> {
                                if (view.get(finished) != 0) {
                                    view.jump("error");
                                }
                            })
                            .step("put", "drops it", Touches.changing(count), view -> view.add(count, -1))
                            .label("error")
                            .step("get", "returns", Touches.changing(), view -> {});
                    model.thread("finish").step("put", "drops a reference", Touches.changing(count, finished), view -> {
                        view.add(count, -1);
                        view.set(finished, 1);
                    });
                    model.atEnd(view -> {
                        if (view.get(count) > 0) {
                            view.fail(LEAKED, "somebody holds it");
                        }
                    });
                }),
                new Planted("ONE_PUT_TOO_MANY", EARLY, 1, 3, model -> {
                    Cell count = model.cell("count", 2);
                    model.thread("t1")
                            .step("put", "drops a reference", Touches.changing(count), view -> view.add(count, -1))
                            .step("put", "drops it again", Touches.changing(count), view -> view.add(count, -1));
                    model.thread("t2").step("read", "needs its reference", Touches.reading(count), view -> {
                        if (view.get(count) == 0) {
                            view.fail(EARLY, "finished under a reader");
                        }
                    });
                }),
                new Planted("COUNT_IN_TWO_STEPS", LOST, 2, 4, model -> {
                    Cell count = model.cell("count", 2);
                    for (String name : new String[] {"t1", "t2"}) {
                        Cell seen = model.cell(name + ".seen", 0);
                        model.thread(name)
                                .step(
                                        "put",
                                        "reads",
                                        Touches.reading(count).writing(seen),
                                        view -> view.set(seen, view.get(count)))
                                .step(
                                        "put",
                                        "writes",
                                        Touches.reading(seen).writing(count),
                                        view -> view.set(count, view.get(seen) - 1));
                    }
                    model.atEnd(view -> {
                        if (view.get(count) != 0) {
                            view.fail(LOST, "nobody was the last");
                        }
                    });
                }),
                new Planted("HALF_WRITTEN", WRONG_DATA, 1, 2, model -> {
                    Cell low = model.cell("low", 0);
                    Cell high = model.cell("high", 0);
                    model.thread("writer")
                            .step("write", "low", Touches.changing(low), view -> view.set(low, 1))
                            .step("write", "high", Touches.changing(high), view -> view.set(high, 1));
                    model.thread("reader").step("read", "both", Touches.reading(low, high), view -> {
                        if (view.get(low) != view.get(high)) {
                            view.fail(WRONG_DATA, "half of it is new");
                        }
                    });
                }));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void shouldFindWhatIsWrong(Planted planted) {
        for (boolean reduction : new boolean[] {true, false}) {
            // When
            Outcome outcome = Checker.check(planted.model(), new Limits(10_000, reduction), states -> {});

            // Then
            assertThat(outcome.complete()).isTrue();
            assertThat(outcome.broken()).singleElement().satisfies(one -> {
                assertThat(one.violation().kind()).isEqualTo(planted.kind);
                assertThat(one.contextSwitches()).isEqualTo(planted.contextSwitches);
                assertThat(one.run()).hasSize(planted.steps);
                assertThat(Replay.of(planted.model(), one.schedule()))
                        .extracting(CounterExample::violation)
                        .isEqualTo(one.violation());
            });
        }
    }
}
