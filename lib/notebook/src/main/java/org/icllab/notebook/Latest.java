package org.icllab.notebook;

/** At most one thread in the background, the one started last: what an earlier one would show comes too late. */
final class Latest {
    private Thread running;

    synchronized void start(Runnable work) {
        stop();
        running = new Thread(work, "explorer-simulation");
        running.setDaemon(true);
        running.start();
    }

    /** Once it returns, what was running shows nothing any more. */
    synchronized void stop() {
        if (running != null) {
            running.interrupt();
            running = null;
        }
    }

    /** Does nothing on a thread that was stopped. */
    synchronized void show(Runnable showing) {
        if (Thread.currentThread() == running) {
            showing.run();
        }
    }
}
