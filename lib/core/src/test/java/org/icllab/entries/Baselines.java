package org.icllab.entries;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.icllab.model.BandedDescent;
import org.icllab.CsvNumbers;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.BandedTraining;
import org.icllab.simulation.descent.SampledContexts;
import org.icllab.model.Pretraining;
import org.icllab.theory.GammaRule;
import org.icllab.theory.descent.BandedCovarianceLaw;
import org.icllab.theory.descent.LayerwiseOptimum;
import org.icllab.theory.pretraining.FiniteSizeRisk;
import org.icllab.simulation.pretraining.CorrelatedGamma;
import org.icllab.model.CorrelatedPretraining;
import org.icllab.model.Layered;
import org.icllab.simulation.pretraining.AlignedGamma;
import org.icllab.theory.pretraining.OptimalTaskSpectrum;
import org.icllab.theory.pretraining.TaskAlignmentRisk;
import org.icllab.theory.SpectrumResolvent;
import org.icllab.model.TaskSpectrum;
import org.icllab.model.AlignedPretraining;
import org.icllab.linalg.*;
import org.icllab.model.*;
import org.icllab.random.*;
import org.icllab.simulation.baseline.*;
import org.icllab.simulation.descent.*;
import org.icllab.simulation.pretraining.*;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.*;
import org.icllab.study.Order;
import org.icllab.theory.*;
import org.icllab.theory.descent.*;
import org.icllab.theory.pretraining.*;

/** A working instance of every public class of which there are instances, made anew for each use. */
final class Baselines {
    private static final Map<Class<?>, Supplier<?>> MADE = new HashMap<>();
    static final Spectrum SPECTRUM = Spectrum.powerLaw(3, 1.25, 0.75);
    static final Path SPECTRUM_FILE = Path.of("src", "test", "resources", "org", "icllab", "entries", "spectrum.csv");

    static {
        linearAlgebra();
        settings();
        studies();
        theory();
        simulation();
    }

    private Baselines() {
    }

    static <T> void put(Class<T> type, Supplier<? extends T> made) {
        MADE.put(type, made);
    }

    /** @return a new instance, or null if the table has none */
    static Object of(Class<?> type) {
        Supplier<?> made = MADE.get(type);
        return made == null ? null : made.get();
    }

    static double[] normal(int seed) {
        double[] sample = new double[60];
        RandomStream.of(seed).fillGaussian(sample, 0, 60, 1);
        return sample;
    }

    static Matrix positive() {
        return Matrix.of(new double[][] {{2, 0.5, 0.1}, {0.5, 1.5, 0.2}, {0.1, 0.2, 1}});
    }

    static Matrix skew() {
        return Matrix.of(new double[][] {{0, 0.5, 0.1}, {-0.5, 0, 0.2}, {-0.1, -0.2, 0}});
    }

    static Matrix wide() {
        return Matrix.of(new double[][] {{1, 0, 0.2, 0.1}, {0, 1, 0.3, 0.2}, {0.1, 0, 1, 0.3}});
    }

    static Study<Probe, Double> simulation(String name) {
        return Study.<Probe, Double>simulation(name, (probe, stream) -> probe.mean() + stream.nextGaussian())
                .measuring(Probe.VALUE, value -> value);
    }

    static Results<Probe> results() {
        return Runner.of(1).run("results", simulation("simulated"), Grid.of(Probe.BASE).vary(Probe.SIZE, 1, 2, 4), 5);
    }

    private static void linearAlgebra() {
        put(Matrix.class, Baselines::positive);
        put(Section.class, () -> Section.of(new double[] {1, 0.5, 0.5, 2}, 0, 2, 2));
        put(FloatSection.class, () -> FloatSection.of(new float[] {1, 0.5f, 0.5f, 2}, 0, 2, 2));
        put(Cholesky.class, () -> Cholesky.of(positive()));
        put(QR.class, () -> QR.of(positive()));
        put(SymmetricEigen.class, () -> SymmetricEigen.of(positive()));
        put(ConjugateGradients.class, () -> ConjugateGradients.solve(v -> v, v -> v, new double[] {1, 2, 3}, 1e-6, 10));
        put(RandomStream.class, () -> RandomStream.of(5));
        put(LazyRotation.class, () -> LazyRotation.of(3, RandomStream.of(5)));
        put(WishartFactor.class, () -> WishartFactor.of(4, 3));
    }

    private static void settings() {
        put(Parameter.class, () -> Probe.DEVIATION);
        put(Range.class, () -> Range.atLeast(1));
        put(Quantity.class, () -> Probe.VALUE);
        put(Spectrum.class, () -> SPECTRUM);
        put(Trial.class, () -> Trial.of(RandomStream.of(5)));
        put(Setting.class, () -> Probe.BASE);
        put(Pretraining.class, () -> new Pretraining(3, 2, 1, 2, 0.1, 0.01));
        put(Baseline.class, () -> new Baseline(3, 2, 1, 0.1, TaskLaw.SPHERE, 2));
        put(ContextCurve.class, () -> ContextCurve.of(1, 2, 0.1, TestError.ICL, 0.1, 100, 5));
        put(BalancedTraining.class, () -> BalancedTraining.rotated(3, 1.25, 0.75, 2, 0.4, 2, 0.5, 1, 2, 8));
        put(ComputeBudget.class, () -> ComputeBudget.of(3, 1.25, 0.75, 100));
        put(DataContext.class, () -> new DataContext(4, 2, 0.5));
        put(CsvNumbers.class, () -> CsvNumbers.read(SPECTRUM_FILE));
        put(FixedDescent.class, () -> new FixedDescent(3, 1.25, 0.75, 2, 1, 0.01, 10));
        put(FeatureDescent.class, () -> new FeatureDescent(3, 1.25, 0.75, 2, 6, 6, 1, 0.5, 2, 24));
        put(IsotropicDescent.class, () -> new IsotropicDescent(3, 2, 0.1, 1, 0.5, 2));
        put(NarrowContext.class, () -> NarrowContext.of(4, 1.25, 0.75, 0.5, 1).measured(2, 0.5, 3));
        put(Layered.class, () -> RotatedDescent.of(3, 1.25, 0.75, 2, 2, 0.25, 2, 4));
        put(RotatedDescent.class, () -> RotatedDescent.of(3, 1.25, 0.75, 2, 2, 0.25, 2, 4));
        put(BandedDescent.class, () -> BandedDescent.of(4, 1.25, 0.75, 2, 2, 2, 0.25, 2, 4));
        put(RotatedStep.class, () -> new RotatedStep(3, 1.25, 0.75, 2, 0.5, 2));
        put(ShallowTraining.class, () -> new ShallowTraining(3, 1, 1, 1, 0.1, 0.05, 5));
        put(TurnedContexts.class, () -> new TurnedContexts(3, 1.25, 0.75, 2, 1, 0.1, 2));
        put(TaskLaw.class, () -> TaskLaw.GAUSSIAN);
        put(TestError.class, () -> TestError.ICL);
        put(ComputeBudget.Cost.class, () -> ComputeBudget.Cost.WIDTH);
        put(Parameter.Kind.class, () -> Parameter.Kind.REAL);
    }

    private static void studies() {
        put(Study.class, () -> simulation("working"));
        put(Grid.class, () -> Grid.of(Probe.BASE));
        put(Runner.class, () -> Runner.of(1));
        put(Results.class, Baselines::results);
        put(Result.class, () -> results().get(0));
        put(Estimate.class, () -> Estimate.of(1, 2, 4));
        put(Comparison.class, () -> new Comparison(1, 1, 1, "here", 0.1, 0.1, 0.1));
        put(LawComparison.class, () -> LawComparison.of(normal(1), normal(2)));
        put(Rise.class, () -> new Rise(1, 2, 0.5, 0.4, 0.1));
        put(Job.class, () -> new Job<>(simulation("one-job"), Probe.BASE, 1, 0, Optional.empty()));
        put(Engine.class, Threads::ofProcessors);
        put(Engine.Outcome.class, () -> new Engine.Outcome((Job<?>) of(Job.class), new double[] {1}, 5));
        put(Threads.class, Threads::ofProcessors);
        put(Order.class, () -> Order.of(List.of(traveller())).get(0));
        put(Order.Kind.class, () -> Order.of(List.of(traveller())).get(0).what());
        put(Order.Report.class, () -> new Order.Report(0, new double[] {1}, 5, ""));
        put(Shard.class, () -> new Shard(1, 1));
        put(Provenance.class, () -> new Provenance("c", "java", "1", "17", "host"));
        put(RankCorrelation.class, () -> new RankCorrelation(0.5, 0.2, 0.7));
        put(Landmark.class, () -> Landmark.passing(new double[] {1, 2, 3},
                List.of(Estimate.of(1, 1.1), Estimate.of(2, 2.1), Estimate.of(4, 4.1)), 1.5, RandomStream.of(5)));
        put(Path.class, () -> Path.of("target", "bad-input"));
        put(Runner.Listener.class, () -> (Runner.Listener) (done, total, kept, seconds) -> { });
    }

    /** A job of a study that is a constant of the library. */
    static Job<?> traveller() {
        return new Job<>(PretrainedGamma.STUDY, Pretraining.of(3, 2, 1, 2, 0.1, 0.1), 1, 0, Optional.empty());
    }

    private static void theory() {
        put(MarchenkoPastur.class, () -> MarchenkoPastur.of(2));
        put(MarchenkoPasturRule.class, () -> MarchenkoPasturRule.of(2, 4));
        put(Minimum.class, () -> new Minimum(1, 2));
        put(Resolvent.class, () -> Resolvent.of(MarchenkoPastur.of(2), 0.5));
        put(Landscape.class, () -> RotatedCovarianceLaw.of(SPECTRUM, 2));
        put(RotatedCovarianceLaw.class, () -> RotatedCovarianceLaw.of(SPECTRUM, 2));
        put(BandedCovarianceLaw.class, () -> BandedCovarianceLaw.of(SPECTRUM, 3, 2));
        put(BandedCovarianceLaw.Band.class, () -> BandedCovarianceLaw.of(SPECTRUM, 3, 2).bands().get(0));
        put(LayerwiseOptimum.class, () -> LayerwiseOptimum.of(SPECTRUM, 2));
        put(InContextDescent.class, () -> InContextDescent.of(2, 2, 0.1));
        put(InContextDescent.Best.class, () -> new InContextDescent.Best(new Optimum(1, 0.5), 0.4));
        put(FixedCovarianceLaw.class, () -> FixedCovarianceLaw.of(SPECTRUM, 2));
        put(BalancedAttentionLaw.class, () -> BalancedAttentionLaw.of(RotatedCovarianceLaw.of(SPECTRUM, 2)));
        put(FixedCovarianceSteps.class, () -> FixedCovarianceSteps.of(SPECTRUM, 2, 0.1));
        put(Brittleness.class, () -> Brittleness.of(SPECTRUM, skew()));
        put(FiniteSizeCorrection.class, () -> FiniteSizeCorrection.of(SPECTRUM, 2.0 / 3, 1));
        put(GammaPath.class, () -> RotatedCovarianceLaw.of(SPECTRUM, 2).flow(1, 2));
        put(NarrowFlow.class, () -> NarrowFlow.of((RotatedDescent) of(RotatedDescent.class)));
        put(NarrowFlow.Path.class, () -> new NarrowFlow.Path(new double[] {1}, new double[] {1}, new double[] {0}));
        put(OptimalShape.class, () -> OptimalShape.of(SPECTRUM));
        put(OptimalShape.Shape.class, () -> new OptimalShape.Shape(4, 1, 2, 1, 8, 0.5));
        put(Optimum.class, () -> new Optimum(1, 0.5));
        put(RotatedFloor.class, () -> RotatedFloor.of(SPECTRUM));
        put(RotatedRisk.class, () -> RotatedRisk.of(SPECTRUM, 2.0 / 3, 1));
        put(ScalingLaw.class, () -> ScalingLaw.of(1.25, 0.75));
        put(ScalingLaw.Shapes.class, () -> ScalingLaw.of(1.25, 0.75).shapes());
        put(ShallowSgdLaw.class, () -> ShallowSgdLaw.of(1, 1, 1, 0.1, 0.05));
        put(RotatedSgdMean.class, () -> RotatedSgdMean.of((RotatedDescent) of(RotatedDescent.class)));
        put(RotatedSgdMean.Path.class, () -> RotatedSgdMean.of((RotatedDescent) of(RotatedDescent.class)).path());
        put(ShallowSgdMean.class, () -> ShallowSgdMean.of((ShallowTraining) of(ShallowTraining.class)));
        put(ShapeAdvice.class, () -> new ShapeAdvice((OptimalShape.Shape) of(OptimalShape.Shape.class), 2, 2, 2, 2, 2));
        put(SampledContexts.class, () -> SampledContexts.isotropic(3, 2, 2, RandomStream.of(1)));
        put(SampledContexts.AtDepth.class, () -> SampledContexts.isotropic(3, 2, 2, RandomStream.of(1)).atDepth(2));
        put(CorrelatedPretraining.class, () -> new CorrelatedPretraining(6, 2, 1, 1, 2, 0.1, 0.01));
        put(CorrelatedGamma.class, () -> new CorrelatedGamma(1, 0.5));
        put(FiniteSizeRisk.class, () -> FiniteSizeRisk.of(Pretraining.of(20, 2, Double.POSITIVE_INFINITY, 2, 0.1, 0.01)));
        put(GammaRule.class, () -> GammaRule.of(0.5, 4));
        put(FourthMomentCorrection.class, () -> FourthMomentCorrection.of(SPECTRUM, positive(), 4));
        put(TaskSpectrum.class, () -> TaskSpectrum.powerLaw(3, 1));
        put(SpectrumResolvent.class, () -> SpectrumResolvent.at(new double[] {1, 2, 3}, 0.5, 0.5));
        put(AlignedPretraining.class, () -> new AlignedPretraining(6, 6, 1, 1, 0.5, 2, 2, 1, 2, 0.1, 0.01));
        put(AlignedGamma.class, () -> new AlignedGamma(1, 0.7, 0.5));
        put(TaskAlignmentRisk.class, () -> TaskAlignmentRisk.of(new AlignedPretraining(6, 6, 1, 1, 0.5, 2, 2, 1, 2, 0.1, 0.01)));
        put(TaskAlignmentRisk.Errors.class, () -> new TaskAlignmentRisk.Errors(1, 0.7, 0.5));
        put(OptimalTaskSpectrum.class, () -> new OptimalTaskSpectrum(TaskSpectrum.powerLaw(6, 1), 1, 0));
        put(RidgelessRisks.class, () -> RidgelessRisks.of(new double[] {2, 3}, new double[] {1}, new double[] {0.5, 2},
                new double[] {0.1}));
        put(AttentionRisk.class, () -> AttentionRisk.of(2, 1, 2, 0.1, 0.01));
        put(BayesRidgeRisk.class, () -> BayesRidgeRisk.of(2, 0.1));
        put(LearnedMap.class, () -> LearnedMap.of(wide(), new double[] {0.1, 0.2, 0.3}, positive(), AttentionRisk.of(2, 1, 2, 0.1, 0.01)));
        put(LongContextRisk.class, () -> LongContextRisk.of(0.5, 0.5, 0.1));
        put(OptimalRidge.class, () -> new OptimalRidge(AttentionRisk.of(2, 1, 2, 0.1, 0.01), AttentionRisk.of(2, 1, 2, 0.1, 0.02)));
        put(OtherTasksRisk.class, () -> OtherTasksRisk.of(new Pretraining(3, 2, 0.5, 2, 0.1, 0.01)));
    }

    private static void simulation() {
        put(BayesBaselines.Errors.class, () -> new BayesBaselines.Errors(1, 1, 1, 1));
        put(BayesRidge.class, () -> BayesRidge.of(0.1));
        put(TaskEstimator.class, () -> BayesRidge.of(0.1));
        put(ContextEvidence.class, () -> ContextEvidence.sample(wide(), 5, 0.1, RandomStream.of(5)));
        put(DiscreteMmse.class, () -> DiscreteMmse.of(wide(), 0.1));
        put(DescentAttention.class, () -> DescentAttention.tied(positive(), 2));
        put(DescentSgd.class, () -> new DescentSgd(RegressionEnsemble.isotropic(3), 2, true, 2, 0.01, 1));
        put(DescentSgd.State.class, () -> new DescentSgd.State(1, List.of(positive())));
        put(FeatureTraining.class, () -> new FeatureTraining(new double[] {1, 0.5}, new double[] {0, 1}));
        put(FixedTraining.class, () -> FixedTraining.run((FixedDescent) of(FixedDescent.class), RandomStream.of(5)));
        put(KnownCovariance.class, () -> KnownCovariance.of(SPECTRUM));
        put(PopulationDescent.class, () -> PopulationDescent.of(List.of(positive(), positive()), regression()));
        put(ProjectedDescent.class, () -> ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 2, 4, RandomStream.of(5)));
        put(RegressionContext.class, () -> regression().context(4, 3, 0.1, RandomStream.of(6)));
        put(RegressionEnsemble.class, () -> RegressionEnsemble.rotated(SPECTRUM.lambda(), SPECTRUM.omega()));
        put(RegressionEnsemble.Regression.class, Baselines::regression);
        put(ResidualAttention.class, () -> ResidualAttention.aligned(3, 5, 2, 0.3, RandomStream.of(5)));
        put(ResidualAttention.Layer.class, () -> ((ResidualAttention) of(ResidualAttention.class)).layers().get(0));
        put(RotatedTraining.class, () -> RotatedTraining.run((RotatedDescent) of(RotatedDescent.class), RandomStream.of(5)));
        put(RotatedTraining.Measurement.class, () -> new RotatedTraining.Measurement(1, new double[] {1, 2}));
        put(BandedTraining.class, () -> BandedTraining.run((BandedDescent) of(BandedDescent.class), RandomStream.of(5)));
        put(BandedTraining.Measurement.class, () -> new BandedTraining.Measurement(1, new double[] {1, 2}));
        put(ShallowSgd.class, () -> ShallowSgd.of((ShallowTraining) of(ShallowTraining.class)));
        put(Context.class, () -> Context.of(new double[] {1, 1, 1}, 4, 0.1, RandomStream.of(5)));
        put(FeatureSample.class, () -> FeatureSampler.of(TaskPool.of(wide()), 4, 0.1).sample(20, RandomStream.of(5)));
        put(FeatureSample.Block.class, () -> ((FeatureSample) of(FeatureSample.class)).blocks().get(0));
        put(FeatureSampler.class, () -> FeatureSampler.of(TaskPool.of(wide()), 4, 0.1));
        put(FeatureStatistic.class, () -> FeatureStatistic.LABEL);
        put(GammaRegression.class, () -> GammaRegression.of((FeatureSample) of(FeatureSample.class), 0.1));
        put(GammaRegression.Solver.class, () -> GammaRegression.Solver.DIRECT);
        put(LinearAttention.class, () -> LinearAttention.random(3, RandomStream.of(5)).withInputWeights(new double[3]));
        put(PretrainedGamma.class, () -> new PretrainedGamma(1, 0.5));
        put(ReducedAttention.class, () -> new ReducedAttention(wide()));
        put(TaskMoments.class, () -> TaskMoments.gaussian(positive()));
        put(TaskPool.class, () -> TaskPool.of(wide()));
    }

    private static RegressionEnsemble.Regression regression() {
        return RegressionEnsemble.fixed(SPECTRUM.lambda(), SPECTRUM.omega()).draw(RandomStream.of(5));
    }
}
