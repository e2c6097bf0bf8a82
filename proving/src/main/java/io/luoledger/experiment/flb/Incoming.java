package io.luoledger.experiment.flb;

import io.luoledger.experiment.check.Cell;
import io.luoledger.experiment.check.Lifetime;
import io.luoledger.experiment.check.ModelBuilder;
import io.luoledger.experiment.check.Mutex;
import io.luoledger.experiment.check.Rwsem;
import io.luoledger.experiment.check.ThreadBuilder;
import io.luoledger.experiment.check.Touches;
import io.luoledger.experiment.check.View;

/** LUO's side: the incoming half of the FLB, and the steps of kernel/liveupdate/luo_flb.c on it. */
final class Incoming {
    private static final String GET = "liveupdate_flb_get_incoming";
    private static final String PUT = "liveupdate_flb_put_incoming";
    private static final String RETRIEVE_ONE = "luo_flb_retrieve_one";
    private static final String FILE_FINISH = "luo_flb_file_finish";
    private static final String FILE_FINISH_ONE = "luo_flb_file_finish_one";

    /** In a local pointer: there is an errno instead. */
    private static final int ERROR = -1;

    private final Setting setting;
    private final int files;
    private final FinishCallback callback;
    private final Mutex lock;
    private final Rwsem registerLock;
    private final Cell obj;
    private final Cell count;
    private final Cell finished;
    private final Cell restored;
    private final Lifetime table;
    private int labels;

    /** The steps of pci_flb_finish() around the one that frees. */
    interface FinishCallback {
        void enter(ThreadBuilder thread);

        void leave(ThreadBuilder thread);
    }

    /**
     * @param files how many files depend on the FLB
     * @param held references of the devices that were enumerated
     */
    Incoming(ModelBuilder model, Setting setting, int files, int held, FinishCallback callback) {
        boolean asked = !setting.neverAsked();
        this.setting = setting;
        this.files = files;
        this.callback = callback;
        this.lock = model.mutex("flb.incoming.lock");
        this.registerLock = model.rwsem("luo_register_rwlock");
        this.table = model.object("pci_ser", asked);
        this.obj = model.cell("flb.incoming.obj", asked ? 1 : 0);
        this.count = model.cell("flb.incoming.count", asked ? files + held : 0);
        this.finished = model.cell("flb.incoming.finished", 0);
        this.restored = model.cell("pages restored from KHO", asked ? 1 : 0);
    }

    Lifetime table() {
        return table;
    }

    /**
     * Asks for the object.
     *
     * @param pointer the caller's variable
     * @param otherwise where the caller goes on when there is an errno; then nothing is held
     */
    void get(ThreadBuilder thread, Cell pointer, String otherwise) {
        Touches all = Touches.changing(obj, count, finished, restored, table, pointer);
        switch (setting.design().get()) {
            case UNCOUNTED -> getTwice(thread, pointer, otherwise, all);
            case FAILS_FIRST -> {
                thread.lock(lock, GET)
                        .step(GET, "finds or retrieves the object", all, view -> find(view, pointer, false));
                thread.unlock(lock, GET);
                failed(thread, pointer, otherwise);
            }
            case COUNTED -> {
                thread.lock(lock, GET)
                        .step(
                                GET,
                                "finds or retrieves the object, takes a reference",
                                all,
                                view -> find(view, pointer, true));
                thread.unlock(lock, GET);
                failed(thread, pointer, otherwise);
            }
            case LOCKED -> {
                String error = label("error");
                String held = label("held");
                thread.lock(lock, GET).step(GET, "finds or retrieves the object", all, view -> {
                    find(view, pointer, false);
                    view.jump(view.get(pointer) == ERROR ? error : held);
                });
                thread.label(error).unlock(lock, GET);
                thread.step(GET, "returns an errno", Touches.changing(), view -> view.jump(otherwise));
                thread.label(held);
            }
        }
    }

    /** As before references were counted: a look without the lock, and the pointer copied behind the lock of the retrieve. */
    private void getTwice(ThreadBuilder thread, Cell pointer, String otherwise, Touches all) {
        String copy = label("copy");
        thread.step(GET, "looks at incoming.obj without the lock", Touches.reading(obj), view -> {
            if (view.get(obj) != 0) {
                view.jump(copy);
            }
        });
        thread.lock(lock, RETRIEVE_ONE)
                .step(RETRIEVE_ONE, "finds or retrieves the object", all, view -> find(view, pointer, false));
        thread.unlock(lock, RETRIEVE_ONE);
        failed(thread, pointer, otherwise);
        thread.label(copy)
                .lock(lock, GET)
                .step(
                        GET,
                        "copies the pointer",
                        Touches.reading(obj).writing(pointer),
                        view -> view.set(pointer, view.get(obj)))
                .unlock(lock, GET);
    }

    private void find(View view, Cell pointer, boolean reference) {
        if (view.get(finished) != 0) {
            view.set(pointer, ERROR);
            return;
        }
        if (view.get(obj) == 0) {
            retrieve(view);
        }
        if (reference) {
            view.add(count, 1);
        }
        view.set(pointer, view.get(obj));
    }

    private void retrieve(View view) {
        if (view.get(restored) != 0) {
            view.fail(
                    Defects.DOUBLE_RETRIEVE,
                    "pci_flb_retrieve() restores pages that were restored before and have been freed");
        }
        view.set(restored, 1);
        view.set(obj, view.create(table));
        view.set(count, files);
    }

    private static void failed(ThreadBuilder thread, Cell pointer, String otherwise) {
        thread.step(GET, "returns", Touches.reading(pointer), view -> {
            if (view.get(pointer) == ERROR) {
                view.jump(otherwise);
            }
        });
    }

    /** Searches or changes the table that the pointer leads to. */
    void use(ThreadBuilder thread, String at, String does, Cell pointer) {
        thread.step(at, does, Touches.reading(table, pointer), view -> use(view, pointer));
    }

    void use(View view, Cell pointer) {
        if (view.get(pointer) == 0) {
            view.fail(
                    Defects.NULL_POINTER,
                    "the pointer that liveupdate_flb_get_incoming() gave is NULL, and it returned 0");
        }
        view.use(table, view.get(pointer));
    }

    /** Gives back what {@link #get} gave. */
    void put(ThreadBuilder thread) {
        switch (setting.design().get()) {
            case UNCOUNTED, FAILS_FIRST -> {
                // there is nothing to give back
            }
            case LOCKED -> thread.unlock(lock, PUT);
            case COUNTED -> drop(thread, PUT);
        }
    }

    /** A file is finished: what LUO does behind its handler's own finish. */
    void fileFinished(ThreadBuilder thread) {
        thread.lockRead(registerLock, FILE_FINISH);
        switch (setting.design().get()) {
            case COUNTED -> drop(thread, PUT);
            case LOCKED -> drop(thread, FILE_FINISH_ONE);
            case UNCOUNTED, FAILS_FIRST -> dropThenFinish(thread);
        }
        thread.unlockRead(registerLock, FILE_FINISH);
    }

    /** The count and the finish under one lock. */
    private void drop(ThreadBuilder thread, String at) {
        String notLast = label("notLast");
        thread.lock(lock, at);
        thread.step(at, "drops a reference", Touches.changing(count), view -> {
            if (!last(view)) {
                view.jump(notLast);
            }
        });
        finish(thread, at);
        thread.label(notLast).unlock(lock, at);
    }

    /** As of the seed: the lock is dropped between the count and the finish. */
    private void dropThenFinish(ThreadBuilder thread) {
        String notLast = label("notLast");
        String end = label("end");
        thread.lock(lock, FILE_FINISH_ONE);
        thread.step(FILE_FINISH_ONE, "counts down", Touches.changing(count, finished), view -> {
            if (!last(view)) {
                view.jump(notLast);
            } else if (setting.design().get() == Design.Get.FAILS_FIRST) {
                view.set(finished, 1);
            }
        });
        thread.unlock(lock, FILE_FINISH_ONE).lock(lock, FILE_FINISH_ONE);
        finish(thread, FILE_FINISH_ONE);
        thread.unlock(lock, FILE_FINISH_ONE)
                .step(FILE_FINISH_ONE, "returns", Touches.changing(), view -> view.jump(end))
                .label(notLast)
                .unlock(lock, FILE_FINISH_ONE)
                .label(end);
    }

    /** A reference count at 0 saturates, a plain number wraps: neither ever gets to 0 again. */
    private boolean last(View view) {
        if (view.get(count) <= 0) {
            view.set(count, ERROR);
            return false;
        }
        return view.add(count, -1) == 0;
    }

    private void finish(ThreadBuilder thread, String at) {
        callback.enter(thread);
        thread.step("pci_flb_finish", "frees the table", Touches.changing(table), view -> view.destroy(table));
        callback.leave(thread);
        thread.step(at, "clears incoming.obj", Touches.changing(obj, finished), view -> {
            view.set(obj, 0);
            view.set(finished, setting.refusesAfterFinish() ? 1 : 0);
        });
    }

    /**
     * What has to hold when all threads are through.
     *
     * @param left files and devices that aren't finished, and so hold a reference each
     */
    void checkAtEnd(View view, int left) {
        boolean givenBack = view.get(restored) != 0 && !view.lives(table);
        if (left > 0 && givenBack) {
            view.fail(Defects.EARLY_FINISH, "the FLB is finished, and " + left + " references on it aren't dropped");
        }
        if (left == 0 && !givenBack && view.get(count) > 0) {
            view.fail(Defects.LEAKED_REFERENCE, "every file is finished, and flb.incoming.count is " + view.get(count));
        }
        if (left == 0 && !givenBack) {
            view.fail(Defects.LOST_FINISH, "every file is finished, and the FLB never will be");
        }
    }

    private String label(String name) {
        labels++;
        return name + labels;
    }
}
