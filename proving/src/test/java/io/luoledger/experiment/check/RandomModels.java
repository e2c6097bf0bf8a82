package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small models, right or wrong, of two mutexes, an rwsem and two numbers. */
final class RandomModels {
    private final Random random;
    private ModelBuilder model = new ModelBuilder("");
    private List<Mutex> mutexes = List.of();
    private List<Cell> cells = List.of();
    private Rwsem sem = new Rwsem("", 0);

    private RandomModels(long seed) {
        this.random = new Random(seed);
    }

    /** The same for the same seed. */
    static Model of(long seed, int threads, int steps) {
        return new RandomModels(seed).model(seed, threads, steps);
    }

    private Model model(long seed, int threads, int steps) {
        model = new ModelBuilder("random " + seed);
        mutexes = List.of(model.mutex("a"), model.mutex("b"));
        sem = model.rwsem("sem");
        cells = List.of(model.cell("x", 0), model.cell("y", 0));
        for (int thread = 0; thread < threads; thread++) {
            write(model.thread("t" + thread), steps);
        }
        int wanted = random.nextInt(4);
        model.atEnd(view -> {
            if (view.get(cells.getFirst()) == wanted) {
                view.fail("end", "x is " + wanted);
            }
        });
        return model.build();
    }

    private void write(ThreadBuilder thread, int steps) {
        List<Mutex> held = new ArrayList<>();
        int[] sems = {0, 0};
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> mutex(thread, held);
                case 2 -> sem(thread, sems);
                case 3 -> add(thread);
                case 4 -> fail(thread);
                case 5 -> skip(thread, step);
                case 6 -> {
                    Cell cell = pick(cells);
                    thread.await("f", "it isn't 1", Touches.reading(cell), view -> view.get(cell) != 1);
                }
                default -> {
                    Cell from = pick(cells);
                    Cell to = pick(cells);
                    thread.step("f", "copies", Touches.reading(from).writing(to), view -> view.set(to, view.get(from)));
                }
            }
        }
        // some keep what they hold
        if (random.nextInt(8) != 0) {
            held.forEach(lock -> thread.unlock(lock, "f"));
            drop(thread, sems);
        }
    }

    private void add(ThreadBuilder thread) {
        Cell cell = pick(cells);
        thread.step("f", "adds", Touches.changing(cell), view -> view.set(cell, Math.min(5, view.get(cell) + 1)));
    }

    private void mutex(ThreadBuilder thread, List<Mutex> held) {
        Mutex lock = pick(mutexes);
        if (held.remove(lock)) {
            thread.unlock(lock, "f");
        } else {
            held.add(lock);
            thread.lock(lock, "f");
        }
    }

    private void sem(ThreadBuilder thread, int[] sems) {
        if (sems[0] + sems[1] > 0) {
            drop(thread, sems);
        } else if (random.nextBoolean()) {
            sems[0] = 1;
            thread.lockRead(sem, "f");
        } else {
            sems[1] = 1;
            thread.lockWrite(sem, "f");
        }
    }

    private void drop(ThreadBuilder thread, int[] sems) {
        if (sems[0] > 0) {
            thread.unlockRead(sem, "f");
        } else if (sems[1] > 0) {
            thread.unlockWrite(sem, "f");
        }
        sems[0] = 0;
        sems[1] = 0;
    }

    private void fail(ThreadBuilder thread) {
        Cell cell = pick(cells);
        int at = 1 + random.nextInt(2);
        thread.step("f", "must not be " + at, Touches.reading(cell), view -> {
            if (view.get(cell) == at) {
                view.fail("broken " + at, cell.name() + " is " + at);
            }
        });
    }

    private void skip(ThreadBuilder thread, int step) {
        Cell cell = pick(cells);
        Cell other = pick(cells);
        String label = "behind " + step;
        thread.step("f", "if it is 0", Touches.reading(cell), view -> {
            if (view.get(cell) == 0) {
                view.jump(label);
            }
        });
        thread.step("f", "clears", Touches.changing(other), view -> view.set(other, 0))
                .label(label);
    }

    private <P> P pick(List<P> of) {
        return of.get(random.nextInt(of.size()));
    }
}
