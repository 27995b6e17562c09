namespace MedQa.Trainer.Pairs.Reading;

/// <summary>What is asked about a page's subject.</summary>
internal enum QuestionType
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>What it is.</summary>
    WhatIs,

    /// <summary>Its signs and symptoms.</summary>
    Symptoms,

    /// <summary>How it is treated.</summary>
    Treatment,

    /// <summary>What causes it.</summary>
    Causes,

    /// <summary>How it is found.</summary>
    Diagnosis,

    /// <summary>How it is prevented.</summary>
    Prevention,

    /// <summary>How it goes on.</summary>
    Outlook,

    /// <summary>Whether and how it is inherited.</summary>
    Inheritance,

    /// <summary>Who gets it.</summary>
    Risk,

    /// <summary>How common it is.</summary>
    Frequency,

    /// <summary>Which genes are changed.</summary>
    Genes,

    /// <summary>What it can lead to.</summary>
    Complications,

    /// <summary>What is being studied.</summary>
    Research,

    /// <summary>What to do about it.</summary>
    Care,

    /// <summary>Its stages.</summary>
    Stages,
}
