package org.icllab.entries;

import java.lang.reflect.Executable;
import java.util.List;
import java.util.Set;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.icllab.simulation.pretraining.TaskPool;
import org.icllab.transformer.*;

/** The same of the trained models. */
class TransformerBadInputTest extends BadInputTest {
    private static final Batch.Size SIZE = new Batch.Size(4, 3, 3, 1);
    private static final LinearTransformer LINEAR = new LinearTransformer(3, 3, 1, 2, 0.5);
    private static final TokenAttention TOKENS = new TokenAttention(1, 3);

    static {
        Baselines.put(Batch.Size.class, () -> SIZE);
        Baselines.put(Batch.class, () -> Batch.of(SIZE));
        Baselines.put(Contexts.class, () -> Contexts.fresh(RegressionEnsemble.isotropic(3), 0.1));
        Baselines.put(FixedContexts.class, () -> contexts());
        Baselines.put(Layout.class, LINEAR::layout);
        Baselines.put(Weights.class, () -> LINEAR.initial(RandomStream.of(1)));
        Baselines.put(Model.class, () -> LINEAR);
        Baselines.put(LinearTransformer.class, () -> LINEAR);
        Baselines.put(SoftmaxTransformer.class, () -> new SoftmaxTransformer(3, 4, 2, 2, true, 0.5));
        Baselines.put(TokenAttention.class, () -> TOKENS);
        Baselines.put(TokenTransformer.class, () -> new TokenTransformer(1, 3, 1, 1));
        Baselines.put(Optimiser.class, () -> Optimiser.adam(0.01));
        Baselines.put(Optimiser.Rule.class, () -> Optimiser.Rule.ADAM);
        Baselines.put(Probe.class, () -> Probe.NOTHING);
        Baselines.put(History.class, () -> new History(new int[] {0}, new double[] {1}, new double[][] {{1}}, new double[][] {{1}},
                LINEAR.initial(RandomStream.of(1))));
        Baselines.put(LinearTraining.class, () -> new LinearTraining(List.of(new LinearTraining.Measurement(1, 0, 0))));
        Baselines.put(LinearTraining.Measurement.class, () -> new LinearTraining.Measurement(1, 0, 0));
        Baselines.put(RotatedAdam.class, () -> new RotatedAdam(RotatedAdam.Attention.LINEAR, 3, 1, 1, 1, 1, 1, 0.5, 0.01, 0, 2, 2,
                2, 64));
        Baselines.put(RotatedAdam.Attention.class, () -> RotatedAdam.Attention.LINEAR);
        Baselines.put(TransformerPretraining.class, () -> new TransformerPretraining(0, 1, 3, 1, 1, 2, 0.1, 1, 0.01, 0));
        Baselines.put(TransformerPretraining.Errors.class, () -> new TransformerPretraining.Errors(new double[] {1},
                new double[] {1}, new double[] {1}));
        Candidates.put("Layout.with(String,int[])", () -> new Object[] {"name", new int[] {2, 3}});
        Candidates.put("Batch.set(int,RegressionContext)", () -> new Object[] {1, RegressionEnsemble.isotropic(3)
                .draw(RandomStream.of(1)).context(3, 1, 0.1, RandomStream.of(2))});
        Candidates.put("FixedContexts.of(List,int,int,double,RandomStream)", () -> new Object[] {
            List.of(TaskPool.fresh(TaskLaw.SPHERE, 3)), 4, 3, 0.1, RandomStream.of(5)});
        Candidates.put("History.measured(int)", () -> new Object[] {0});
        Candidates.put("History.testLosses(int)", () -> new Object[] {0});
        Candidates.put("new History(int[],double[],double[][],double[][],Weights)", () -> new Object[] {new int[] {0},
            new double[] {1}, new double[][] {{1}}, new double[][] {{1}}, LINEAR.initial(RandomStream.of(1))});
        Candidates.put("TokenAttention.reduced(Weights,int)", () -> new Object[] {TOKENS.initial(RandomStream.of(1)), 0});
        Candidates.put("Weights.array(String)", () -> new Object[] {"W_k"});
        Candidates.put("Weights.matrix(String)", () -> new Object[] {"W_k"});
        Candidates.put("Weights.with(String,Matrix)", () -> new Object[] {"W_k", Matrix.identity(3)});
        Candidates.put("Weights.withConstant(String,double)", () -> new Object[] {"W_k", 1.0});
        Candidates.put("Weights.withDiagonal(String,double)", () -> new Object[] {"W_k", 1.0});
        Candidates.put("Weights.withGaussian(String,double,RandomStream)", () -> new Object[] {"W_k", 1.0, RandomStream.of(1)});
        Candidates.put("new Weights(Layout,double[])", () -> new Object[] {Layout.empty().with("W", 3), new double[3]});
        Candidates.put("new Optimiser(Rule,double,double,double,int)", () -> new Object[] {Optimiser.Rule.ADAMW, 0.1, 0.1, 1.0, 3});
        Candidates.put("new RotatedAdam(Attention,int,double,double,double,double,int,double,double,double,int,int,int,int)",
                () -> new Object[] {RotatedAdam.Attention.SOFTMAX, 3, 1.0, 1.0, 1.0, 1.0, 1, 0.5, 0.01, 0.0, 2, 2, 2, 64});
        NAN.addAll(Set.of("new LinearTraining.Measurement", "new TransformerPretraining.Errors", "new Weights", "Weights.with"));
        LIVE.add("Weights.values");
        Baselines.put(AlignedTransformer.class, () -> new AlignedTransformer(0, 1, 3, 1, 1, 1, 1, 2, 0.1, 1, 0.01));
    }

    private static FixedContexts contexts() {
        return FixedContexts.of(List.of(TaskPool.fresh(TaskLaw.SPHERE, 3)), 4, 3, 0.1, RandomStream.of(5));
    }

    /** Training and Checkpoint are not looked at. */
    @Override
    List<Class<?>> classes() {
        return Entries.classes(Model.class).stream().filter(type -> type != Training.class && type != Checkpoint.class).toList();
    }

    /** Training gives arrays of its own to these, at each step. */
    @Override
    boolean isDoor(Executable entry) {
        return !Set.of("effective", "chain").contains(entry.getName());
    }

    @Override
    int fewest() {
        return 1_000;
    }
}
